import styles from './ground.module.css'

const grounds = ['clay', 'pine', 'straw', 'sky', 'plum', 'stone'] as const

/**
 * Where a picture is not there yet: a quiet ground with the first letters of the title, everywhere the
 * same for the same product.
 */
export function Ground(props: {
  title: string
  /** The product's id decides the colour. */
  of: string
  picture?: { url: string; alt: string } | null
  size?: 'small' | 'card' | 'page'
}) {
  const { title, of, picture, size = 'card' } = props
  const look = `${styles['ground']} ${styles[size]}`
  if (picture) return <img className={look} src={picture.url} alt={picture.alt} loading="lazy" />
  return (
    <span
      className={`${look} ${styles[grounds[numberOf(of) % grounds.length]!]}`}
      aria-hidden="true"
    >
      {lettersOf(title)}
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
