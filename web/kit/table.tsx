import type { ReactNode } from 'react'
import styles from './table.module.css'

export type Column<Item> = {
  key: string
  title: ReactNode
  cell: (item: Item) => ReactNode
  /** Figures stand at the end, so that their digits line up. */
  isFigure?: boolean
}

/**
 * A table that scrolls sideways inside its own box, never the page. On a phone each row stands for
 * itself, its cells under one another with their titles beside them.
 */
export function Table<Item>(props: {
  caption: string
  columns: readonly Column<Item>[]
  items: readonly Item[]
  keyOf: (item: Item) => string
}) {
  const { caption, columns, items, keyOf } = props
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- reached by keys to scroll it
    <section className={styles['box']} aria-label={caption} tabIndex={0}>
      <table className={styles['table']}>
        <caption className="spoken">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.key} scope="col" className={column.isFigure ? styles['figure'] : ''}>
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <tr key={keyOf(item)}>
              {columns.map((column) => (
                <td
                  key={column.key}
                  className={column.isFigure ? styles['figure'] : ''}
                  data-title={typeof column.title === 'string' ? column.title : undefined}
                >
                  <div>{column.cell(item)}</div>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
