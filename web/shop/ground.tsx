import { Picture } from '#web/kit/picture.tsx'
import styles from './ground.module.css'

const grounds = ['clay', 'pine', 'straw', 'sky', 'plum', 'stone'] as const

const sizes = {
  tiny: '40px',
  small: '64px',
  strip: '112px',
  card: '(width < 48rem) 45vw, 16rem',
  page: '(width < 48rem) 100vw, 32rem',
}

/**
 * The picture of a product. Where it has none, or it does not come: a quiet ground with the first
 * letters of the title, everywhere the same for the same product.
 */
export function Ground(props: {
  title: string
  /** The product's id decides the colour. */
  of: string
  picture: { url: string; alt: string } | null
  size?: 'tiny' | 'small' | 'strip' | 'card' | 'page'
  isFirst?: boolean
}) {
  const { title, of, picture, size = 'card', isFirst = false } = props
  return (
    <span className={`${styles['frame']} ${styles[size]}`}>
      <Picture
        url={picture?.url}
        alt={picture?.alt ?? ''}
        sizes={sizes[size]}
        isFirst={isFirst}
        fallback={
          <span
            className={`${styles['ground']} ${styles[grounds[numberOf(of) % grounds.length]!]}`}
            aria-hidden="true"
          >
            {lettersOf(title)}
          </span>
        }
      />
    </span>
  )
}

/** 红色波点马克杯 -> 红色, "Red retrospot mug" -> Rr */
function lettersOf(title: string): string {
  const bare = title.replaceAll(/[^\p{L}\p{N}\s]/gu, ' ').trim()
  if (/^\p{Script=Han}/u.test(bare)) return bare.slice(0, 2)
  const words = bare.split(/\s+/)
  return `${words[0]?.slice(0, 1).toUpperCase() ?? ''}${words[1]?.slice(0, 1).toLowerCase() ?? ''}`
}

function numberOf(text: string): number {
  let sum = 7
  for (const letter of text) sum = (sum * 31 + letter.codePointAt(0)!) % 1_000_003
  return sum
}
