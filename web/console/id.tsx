import styles from './id.module.css'

/** An id as its last eight digits, which tell it apart; the whole for those who point at it. */
export function ShortId({ id }: { id: string }) {
  return (
    <code className={styles['short']} title={id}>
      {shortId(id)}
    </code>
  )
}

/** The whole id, to be read and copied. */
export function WholeId({ id }: { id: string }) {
  return <code className={styles['id']}>{id}</code>
}

export const shortId = (id: string) => (id.length > 12 ? `…${id.slice(-8)}` : id)
