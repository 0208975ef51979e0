/** A table whose cells are the warmer the more they hold. The figure stands in the cell. */
import type { ReactNode } from 'react'
import { Chart } from './chart.tsx'
import styles from './heat-map.module.css'

export type HeatRow = {
  key: string
  title: string
  /** How many the shares are of. */
  size: string
  /** So few that a share says little. */
  isSmall: boolean
  /** A note stands small below the figure. */
  cells: { share: number; text: string; note?: string; spoken: string; isRunning: boolean }[]
}

/** Six shades, the darkest from a half on: shares of people who come back are seldom above. */
const shadeOf = (share: number) => (share === 0 ? 0 : Math.min(5, 1 + Math.floor(share * 10)))

export function HeatMap(props: {
  summary: ReactNode
  definition: string
  asOf: string
  caption: string
  rowTitle: string
  sizeTitle: string
  columns: readonly string[]
  rows: readonly HeatRow[]
  table: ReactNode
}) {
  const { summary, definition, caption, rowTitle, sizeTitle, columns, rows, table } = props
  return (
    <Chart summary={summary} definition={definition} asOf={props.asOf} table={table}>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- reached by keys to scroll it */}
      <section className={styles['box']} aria-label={caption} tabIndex={0}>
        <table className={styles['map']}>
          <caption className="spoken">{caption}</caption>
          <thead>
            <tr>
              <th scope="col">{rowTitle}</th>
              <th scope="col" className={styles['size']}>
                {sizeTitle}
              </th>
              {columns.map((column) => (
                <th key={column} scope="col">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.key} className={row.isSmall ? styles['small'] : ''}>
                <th scope="row">{row.title}</th>
                <td className={styles['size']}>{row.size}</td>
                {row.cells.map((cell, at) => {
                  const shade = row.isSmall ? '' : styles[`shade${shadeOf(cell.share)}`]
                  const running = cell.isRunning ? styles['running'] : ''
                  return (
                    <td key={columns[at]} className={`${shade} ${running}`} title={cell.spoken}>
                      {cell.text}
                      {cell.note && <small>{cell.note}</small>}
                    </td>
                  )
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </Chart>
  )
}
