import { useRef, useState } from 'react'
import type { getProduct } from '#web/kit/api.ts'
import type { AnswerOf } from '#web/kit/client.ts'
import { inLanguage, useLanguage, useWords } from '#web/kit/i18n.ts'
import styles from './gallery.module.css'
import { Ground } from './ground.tsx'
import { browseWords } from './words/browse.ts'

type Props = { product: AnswerOf<typeof getProduct>; title: string }

/** The pictures of a product: swiped, scrolled by arrow keys, or chosen from the row below. */
export function Gallery({ product, title }: Props) {
  const language = useLanguage()
  const { id } = product
  const pictures = product.pictures.map(({ url, altZh, altEn }) => {
    return { url, alt: inLanguage(language, altZh, altEn) }
  })
  if (pictures.length > 1) return <Several id={id} title={title} pictures={pictures} />
  return <Ground title={title} of={id} picture={pictures[0] ?? null} size="page" isFirst />
}

function Several(props: { id: string; title: string; pictures: { url: string; alt: string }[] }) {
  const { id, title, pictures } = props
  const { product: words } = useWords(browseWords)
  const track = useRef<HTMLUListElement>(null)
  const [at, setAt] = useState(0)
  const show = (place: number) =>
    track.current?.scrollTo({ left: place * track.current.clientWidth })
  return (
    <div className="stack-tight">
      <div className={styles['window']}>
        <ul
          ref={track}
          className={styles['track']}
          aria-label={words.pictures}
          // What scrolls has to be reached without a mouse.
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
          tabIndex={0}
          onScroll={({ currentTarget: { scrollLeft, clientWidth } }) =>
            setAt(Math.round(Math.abs(scrollLeft) / clientWidth))
          }
        >
          {pictures.map((picture, place) => (
            <li key={picture.url}>
              <Ground title={title} of={id} picture={picture} size="page" isFirst={place === 0} />
            </li>
          ))}
        </ul>
        <span className={styles['place']} aria-hidden="true">
          {at + 1} / {pictures.length}
        </span>
      </div>
      <ul className={styles['row']}>
        {pictures.map((picture, place) => (
          <li key={picture.url}>
            <button
              type="button"
              className={styles['choice']}
              aria-pressed={place === at}
              aria-label={words.picture(place + 1, picture.alt)}
              onClick={() => show(place)}
            >
              <Ground title={title} of={id} picture={{ ...picture, alt: '' }} size="small" />
            </button>
          </li>
        ))}
      </ul>
    </div>
  )
}
