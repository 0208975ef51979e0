/** Searching with suggestions as one types: a combobox as the ARIA patterns have it. */
// A datalist would neither look alike everywhere nor open a product:
// oxlint-disable jsx-a11y/prefer-tag-over-role
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useId, useRef, useState } from 'react'
import * as api from '#web/kit/api.ts'
import { count } from '#web/kit/format.ts'
import { Icon } from '#web/kit/icon.tsx'
import { useLanguage, useWords } from '#web/kit/i18n.ts'
import { useApiState } from '#web/kit/use-api.ts'
import { searched } from './kept-here.ts'
import { Note, Option, Recent, choicesOf } from './search-box-options.tsx'
import type { Choice } from './search-box-options.tsx'
import styles from './search-box.module.css'
import { browseWords } from './words/browse.ts'
import { frameWords } from './words/frame.ts'

export function SearchBox() {
  const { q = '' } = useSearch({ strict: false })
  // Another search elsewhere is another text here.
  return <Box key={q} initial={q} />
}

function Box({ initial }: { initial: string }) {
  const words = useWords(frameWords)
  const { search: said } = useWords(browseWords)
  const language = useLanguage()
  const navigate = useNavigate()
  const listId = useId()
  const [text, setText] = useState(initial)
  const [isOpen, setOpen] = useState(false)
  const [chosen, setChosen] = useState(-1)
  const { asked, ask } = useSettled(initial)
  const recent = searched.use()
  const { data } = useApiState(
    api.getSuggestions,
    { q: asked },
    { enabled: isOpen && asked !== '', quiet: true, keeps: true },
  )
  const typed = text.trim()
  const choices: Choice[] = !isOpen
    ? []
    : typed === ''
      ? recent.map((one) => ({ kind: 'recent', text: one }))
      : choicesOf(typed, data)

  const close = () => {
    setOpen(false)
    setChosen(-1)
  }
  const search = (wanted: string) => {
    close()
    if (wanted !== '') searched.add(wanted)
    void navigate({ to: '/products', search: wanted === '' ? {} : { q: wanted } })
  }
  const take = (choice: Choice | undefined) => {
    if (choice?.kind !== 'product') return search(choice?.text ?? typed)
    close()
    if (typed !== '') searched.add(typed)
    void navigate({ to: '/products/$productId', params: { productId: choice.product.id } })
  }
  const onKey = (key: string) => {
    if (key === 'ArrowDown' && !isOpen) setOpen(true)
    else if (key === 'ArrowDown') setChosen((at) => (at + 1 < choices.length ? at + 1 : -1))
    else if (key === 'ArrowUp') setChosen((at) => (at >= 0 ? at : choices.length) - 1)
    else if (key === 'Escape' && isOpen) close()
    else return false
    return true
  }
  const isShown = choices.length > 0
  return (
    <search
      className={styles['search']}
      onBlur={({ currentTarget, relatedTarget }) => {
        if (!currentTarget.contains(relatedTarget)) close()
      }}
    >
      <form
        className={styles['form']}
        onSubmit={(event) => {
          event.preventDefault()
          take(choices[chosen])
        }}
      >
        <Icon name="search" size="s" />
        <input
          type="search"
          enterKeyHint="search"
          role="combobox"
          aria-label={words.search.label}
          aria-expanded={isShown}
          aria-controls={listId}
          aria-autocomplete="list"
          aria-activedescendant={choices[chosen] ? `${listId}-${chosen}` : undefined}
          autoComplete="off"
          dir="auto"
          placeholder={words.search.hint}
          maxLength={100}
          value={text}
          onFocus={() => setOpen(true)}
          onClick={() => setOpen(true)}
          onChange={({ target, nativeEvent }) => {
            setText(target.value)
            setChosen(-1)
            setOpen(true)
            // Letters on their way to becoming Chinese are not searched for.
            if (!('isComposing' in nativeEvent && nativeEvent.isComposing)) ask(target.value)
          }}
          onCompositionEnd={({ currentTarget }) => ask(currentTarget.value)}
          onKeyDown={(event) => {
            if (!event.nativeEvent.isComposing && onKey(event.key)) event.preventDefault()
          }}
        />
      </form>
      <div className={styles['popup']} hidden={!isShown}>
        {typed !== '' && data && <Note found={data} typed={typed} />}
        <div id={listId} role="listbox" aria-label={words.search.label} hidden={!isShown}>
          {choices.map((choice, at) => (
            <Option
              key={choice.kind === 'product' ? choice.product.id : `${choice.kind} ${choice.text}`}
              id={`${listId}-${at}`}
              choice={choice}
              isChosen={at === chosen}
              onTake={() => take(choice)}
            />
          ))}
        </div>
        {typed === '' && isShown && <Recent onCleared={close} />}
      </div>
      <output className="spoken">{isShown && said.count(count(choices.length, language))}</output>
    </search>
  )
}

const settleMs = 150

/** What was typed, once the typing pauses. */
function useSettled(initial: string) {
  const [asked, setAsked] = useState(initial.trim())
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const ask = (text: string) => {
    clearTimeout(timer.current)
    timer.current = setTimeout(() => setAsked(text.trim()), settleMs)
  }
  return { asked, ask }
}
