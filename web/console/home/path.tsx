import * as api from '#web/kit/api.ts'
import { serverNow } from '#web/kit/client.ts'
import { useWords } from '#web/kit/i18n.ts'
import { Table } from '#web/kit/table.tsx'
import { useApi } from '#web/kit/use-api.ts'
import { PathChart } from '../charts/path-chart.tsx'
import { useFormats } from '../formats.tsx'
import { daysBefore } from '../typed.ts'
import { homeWords } from '../words/home.ts'
import { useNames } from './names.ts'
import type { Range } from './ranges.ts'

/** How far the orders of a period have come, and where the others stopped. */
export function OrderPath({ range }: { range: Range }) {
  const { path: words, views } = useWords(homeWords)
  const { count } = useFormats()
  const { share } = useNames()
  const { asOf, steps } = useApi(api.getOrderPath, {
    from: daysBefore(serverNow(), Number(range) - 1),
  })
  const placed = steps[0]!.orders
  const ordersAt = (at: number) => steps[at]!.orders
  return (
    <PathChart
      summary={
        placed === 0
          ? words.nothing
          : words.summary(count(placed), share(ordersAt(1), placed), share(ordersAt(4), placed))
      }
      definition={words.definition}
      asOf={asOf}
      bars={steps.map(({ step, orders, waiting, dropped }) => ({
        key: step,
        title: words.steps[step],
        orders,
        text: count(orders),
        share: share(orders, placed),
        waiting,
        dropped,
        notes: [
          { tone: 'waiting' as const, of: waiting, text: words.waiting[step](count(waiting)) },
          { tone: 'dropped' as const, of: dropped, text: words.dropped[step](count(dropped)) },
        ].filter((note) => note.of > 0),
      }))}
      table={
        <Table
          caption={views.path}
          items={steps}
          keyOf={(one) => one.step}
          columns={[
            { key: 'step', title: words.step, cell: (one) => words.steps[one.step] },
            {
              key: 'orders',
              title: words.orders,
              isFigure: true,
              cell: (one) => count(one.orders),
            },
            {
              key: 'share',
              title: words.share,
              isFigure: true,
              cell: (one) => share(one.orders, placed),
            },
            {
              key: 'waiting',
              title: words.stillWaiting,
              isFigure: true,
              cell: (one) => count(one.waiting),
            },
            {
              key: 'dropped',
              title: words.stopped,
              isFigure: true,
              cell: (one) => count(one.dropped),
            },
          ]}
        />
      }
    />
  )
}
