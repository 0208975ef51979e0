import type { ReactNode } from 'react'
import styles from './table.module.css'

export type Column<Item> = {
  key: string
  title: ReactNode
  cell: (item: Item) => ReactNode
  /** Figures stand at the end, so that their digits line up. */
  isFigure?: boolean
}

/** Rows that can be ticked, to do something with all of them. */
export type Ticks<Item> = {
  ticked: ReadonlySet<string>
  onChange: (ticked: ReadonlySet<string>) => void
  /** Those for which there is nothing to be done have no box. */
  mayTick: (item: Item) => boolean
  /** What the boxes are called, of one row and of all. */
  label: (item: Item) => string
  allLabel: string
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
  ticks?: Ticks<Item> | undefined
}) {
  const { caption, columns, items, keyOf, ticks } = props
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- reached by keys to scroll it
    <section className={styles['box']} aria-label={caption} tabIndex={0}>
      <table className={styles['table']}>
        <caption className="spoken">{caption}</caption>
        <thead>
          <tr>
            {ticks && (
              <th scope="col" className={styles['tick']}>
                <TickAll items={items} keyOf={keyOf} ticks={ticks} />
              </th>
            )}
            {columns.map((column) => (
              <th key={column.key} scope="col" className={column.isFigure ? styles['figure'] : ''}>
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <tr key={keyOf(item)} data-ticked={ticks?.ticked.has(keyOf(item)) || undefined}>
              {ticks && (
                <td className={styles['tick']}>
                  {ticks.mayTick(item) && <Tick item={item} id={keyOf(item)} ticks={ticks} />}
                </td>
              )}
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

function Tick<Item>({ item, id, ticks }: { item: Item; id: string; ticks: Ticks<Item> }) {
  const { ticked, onChange, label } = ticks
  const change = () => {
    const next = new Set(ticked)
    if (!next.delete(id)) next.add(id)
    onChange(next)
  }
  return (
    <label className={styles['hit']}>
      <input type="checkbox" aria-label={label(item)} checked={ticked.has(id)} onChange={change} />
    </label>
  )
}

/** Of what is shown; half ticked while some are. */
function TickAll<Item>(props: {
  items: readonly Item[]
  keyOf: (item: Item) => string
  ticks: Ticks<Item>
}) {
  const { items, keyOf, ticks } = props
  const { ticked, onChange, mayTick, allLabel } = ticks
  const ids = items.filter(mayTick).map(keyOf)
  const count = ids.filter((id) => ticked.has(id)).length
  const isAll = ids.length > 0 && count === ids.length
  const change = () => {
    const next = new Set(ticked)
    for (const id of ids) {
      if (isAll) next.delete(id)
      else next.add(id)
    }
    onChange(next)
  }
  return (
    <label className={styles['hit']}>
      <input
        type="checkbox"
        aria-label={allLabel}
        ref={(box) => {
          if (box) box.indeterminate = count > 0 && !isAll
        }}
        checked={isAll}
        disabled={ids.length === 0}
        onChange={change}
      />
    </label>
  )
}
