import { moneyParts } from './format.ts'
import { useLanguage } from './i18n.ts'
import styles from './money.module.css'

/** An amount that never breaks over a line. `large` sets the whole yuan off, as prices are read. */
export function Money(props: {
  fen: number
  large?: boolean
  struck?: boolean
  tone?: 'accent' | 'soft'
}) {
  const parts = moneyParts(props.fen, useLanguage())
  const names = [
    styles['money'],
    props.large && styles['large'],
    props.tone && styles[props.tone],
  ].filter(Boolean)
  const text = parts.map((part, at) => (
    // oxlint-disable-next-line react/no-array-index-key -- the parts have no other name
    <span key={at} className={styles[part.type]}>
      {part.value}
    </span>
  ))
  if (props.struck) return <s className={names.join(' ')}>{text}</s>
  return <span className={names.join(' ')}>{text}</span>
}
