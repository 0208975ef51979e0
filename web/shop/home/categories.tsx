import { Link } from '@tanstack/react-router'
import * as api from '#web/kit/api.ts'
import { useWords } from '#web/kit/i18n.ts'
import { Section } from '#web/kit/page.tsx'
import { useApi } from '#web/kit/use-api.ts'
import { Ground } from '../ground.tsx'
import { useTitles } from '../titles.ts'
import { browseWords } from '../words/browse.ts'
import styles from './categories.module.css'

/** The categories at the top that have something, each with the picture of one of its products. */
export function Categories() {
  const words = useWords(browseWords)
  const { nameOf } = useTitles()
  const { items } = useApi(api.getCategories)
  const shown = items.filter((category) => category.parentId === null && category.hasProducts)
  if (shown.length === 0) return null
  return (
    <Section title={words.home.categories}>
      <ul className={styles['row']}>
        {shown.map((category) => (
          <li key={category.id}>
            <Link to="/products" search={{ category: category.id }} className={styles['category']}>
              <Ground
                title={nameOf(category)}
                of={category.id}
                picture={category.picture && { url: category.picture.url, alt: '' }}
                size="small"
              />
              <span className="clamp">{nameOf(category)}</span>
            </Link>
          </li>
        ))}
      </ul>
    </Section>
  )
}
