import { useState } from 'react'
import type { getProduct } from '#web/kit/api.ts'
import type { AnswerOf } from '#web/kit/client.ts'
import { inLanguage, useLanguage, useWords } from '#web/kit/i18n.ts'
import styles from './gallery.module.css'
import { Ground } from './ground.tsx'
import { browseWords } from './words/browse.ts'

/** The pictures of a product: one large, and where there are several a row to choose from. */
export function Gallery(props: { product: AnswerOf<typeof getProduct>; title: string }) {
  const { product, title } = props
  const { product: words } = useWords(browseWords)
  const language = useLanguage()
  const [at, setAt] = useState(0)
  const { id, pictures } = product
  const altOf = (picture: (typeof pictures)[number]) =>
    inLanguage(language, picture.altZh, picture.altEn)
  const shown = pictures[at] ?? pictures[0]
  return (
    <div className="stack-tight">
      <Ground
        title={title}
        of={id}
        picture={shown ? { url: shown.url, alt: altOf(shown) } : null}
        size="page"
        isFirst
      />
      {pictures.length > 1 && (
        <ul className={styles['row']} aria-label={words.pictures}>
          {pictures.map((picture, index) => (
            <li key={picture.url}>
              <button
                type="button"
                className={styles['choice']}
                aria-pressed={index === at}
                aria-label={words.picture(index + 1, altOf(picture))}
                onClick={() => setAt(index)}
              >
                <Ground
                  title={title}
                  of={id}
                  picture={{ url: picture.url, alt: '' }}
                  size="small"
                />
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
