/** What the search box offers: products, the whole search, or what was searched before. */
// oxlint-disable jsx-a11y/prefer-tag-over-role -- see search-box.tsx
import type { getSuggestions } from '#web/kit/api.ts'
import { Button } from '#web/kit/button.tsx'
import type { AnswerOf } from '#web/kit/client.ts'
import { Icon } from '#web/kit/icon.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { Money } from '#web/kit/money.tsx'
import { toast } from '#web/kit/toast.tsx'
import { Ground } from './ground.tsx'
import { searched } from './kept-here.ts'
import styles from './search-box.module.css'
import { useTitles } from './titles.ts'
import { browseWords } from './words/browse.ts'

type Found = AnswerOf<typeof getSuggestions>
type Suggested = Found['items'][number]
export type Choice =
  | { kind: 'product'; product: Suggested }
  | { kind: 'recent' | 'all'; text: string }

/** Products that come near, and always the search itself. */
export function choicesOf(typed: string, found: Found | undefined): Choice[] {
  const near = found?.near ? found.items : []
  const products = near.map((product) => ({ kind: 'product', product }) as const)
  return [...products, { kind: 'all', text: typed }]
}

/** What the suggestions are, where they are not simply what was typed. */
export function Note({ found, typed }: { found: Found; typed: string }) {
  const { search: words } = useWords(browseWords)
  if (found.exact) return null
  const text =
    found.corrected !== null
      ? words.corrected(found.corrected)
      : found.near
        ? words.nearest
        : words.nothing(typed)
  return <p className={styles['note']}>{text}</p>
}

export function Option(props: {
  id: string
  choice: Choice
  isChosen: boolean
  onTake: () => void
}) {
  const { id, choice, isChosen, onTake } = props
  return (
    // The keys are handled by the field, which keeps the focus.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
    <div
      id={id}
      className={styles['option']}
      role="option"
      tabIndex={-1}
      aria-selected={isChosen}
      onMouseDown={(event) => event.preventDefault()}
      onClick={onTake}
    >
      {choice.kind === 'product' ? <Suggestion product={choice.product} /> : <Search of={choice} />}
    </div>
  )
}

function Suggestion({ product }: { product: Suggested }) {
  const words = useWords(browseWords)
  const { titleOf } = useTitles()
  const { id, picture, priceFromFen, priceToFen } = product
  return (
    <>
      <Ground
        title={titleOf(product)}
        of={id}
        picture={picture && { url: picture.url, alt: '' }}
        size="tiny"
      />
      <span className={styles['title']} dir="auto">
        {titleOf(product)}
      </span>
      <span className={styles['price']}>
        <Money fen={priceFromFen} />
        {priceToFen > priceFromFen && ` ${words.products.from}`}
      </span>
    </>
  )
}

function Search({ of: { kind, text } }: { of: { kind: 'recent' | 'all'; text: string } }) {
  const { search: words } = useWords(browseWords)
  return (
    <>
      <Icon name={kind === 'recent' ? 'clock' : 'search'} size="s" />
      <span className={styles['title']} dir="auto">
        {kind === 'recent' ? text : words.all(text)}
      </span>
    </>
  )
}

/** Where what was searched is kept, and how to be rid of it. */
export function Recent({ onCleared }: { onCleared: () => void }) {
  const words = useWords(browseWords)
  const clear = () => {
    const was = searched.clear()
    onCleared()
    toast({
      text: words.home.cleared,
      act: { label: words.home.undo, run: () => searched.put(was) },
    })
  }
  return (
    <div className={styles['foot']}>
      <span>{words.search.onlyHere}</span>
      <Button kind="quiet" small onPress={clear}>
        {words.home.clear}
      </Button>
    </div>
  )
}
