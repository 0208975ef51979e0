import { useState } from 'react'
import type { ReactNode } from 'react'
import styles from './picture.module.css'

/** The widths the server has; it answers with the nearest one at or above. */
const widths = [160, 360, 720, 1440]

/**
 * A picture in a square that is there before it is, so that nothing moves. When there is none, or it
 * does not come, the `fallback` stands in its place.
 */
export function Picture(props: {
  url: string | null | undefined
  /** Empty where its meaning stands beside it. */
  alt: string
  /** How wide it is shown, as in `sizes` of an `img`. */
  sizes: string
  fallback: ReactNode
  /** The main thing on a page: asked for at once. */
  isFirst?: boolean
}) {
  const { url, alt, sizes, fallback, isFirst = false } = props
  const [failed, setFailed] = useState<string | null>(null)
  if (!url || failed === url) return fallback
  return (
    <img
      className={styles['picture']}
      src={`${url}?w=360`}
      srcSet={widths.map((width) => `${url}?w=${width} ${width}w`).join(', ')}
      sizes={sizes}
      width={360}
      height={360}
      alt={alt}
      loading={isFirst ? 'eager' : 'lazy'}
      fetchPriority={isFirst ? 'high' : 'auto'}
      decoding="async"
      onError={() => setFailed(url)}
    />
  )
}
