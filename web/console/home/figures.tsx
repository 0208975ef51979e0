/** How today goes: each figure with its age, beside last week's, leading to its rows. */
import { Link } from '@tanstack/react-router'
import type { LinkProps } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type * as api from '#web/kit/api.ts'
import type { AnswerOf } from '#web/kit/client.ts'
import { useWords } from '#web/kit/i18n.ts'
import { Section } from '#web/kit/page.tsx'
import { Moment, useFormats } from '../formats.tsx'
import { homeWords } from '../words/home.ts'
import { Age } from './age.tsx'
import styles from './figures.module.css'
import { useNames } from './names.ts'

export type Today = AnswerOf<typeof api.getToday>

export function Figures({ today }: { today: Today }) {
  const words = useWords(homeWords)
  const { money, count } = useFormats()
  const { figures } = words
  const before = useBefore(today)
  const placedToday: LinkProps = { to: '/orders', search: { day: today.day } }
  return (
    <Section
      title={words.today}
      actions={
        <Link {...placedToday} className="small">
          {words.openPlaced}
        </Link>
      }
    >
      <dl className={styles['figures']}>
        <Figure
          title={figures.orders}
          value={count(today.orders.value)}
          asOf={today.orders.asOf}
          link={placedToday}
          note={before((paid) => count(paid.orders))}
        />
        <Figure
          title={figures.paidFen}
          value={money(today.paidFen.value)}
          asOf={today.paidFen.asOf}
          link={placedToday}
          note={before((paid) => money(paid.paidFen))}
        />
        <Figure
          title={figures.heldInEscrowFen}
          value={money(today.heldInEscrowFen.value)}
          asOf={today.heldInEscrowFen.asOf}
          link={{ to: '/ledger', search: { unit: 'CNY', purpose: 'escrow' } }}
        />
        <Figure
          title={figures.soldOutSkus}
          value={count(today.soldOutSkus.value)}
          asOf={today.soldOutSkus.asOf}
          link={{ to: '/products', search: { stock: 'sold_out' } }}
        />
      </dl>
      <House today={today} />
    </Section>
  )
}

/** The same figure of the same weekday a week before, until the same time of day. */
function useBefore({ weekBefore }: Today) {
  const words = useWords(homeWords)
  const { weekday, time } = useNames()
  return (tell: (paid: NonNullable<Today['weekBefore']>) => string) =>
    weekBefore
      ? words.before(weekday(weekBefore.day), time(weekBefore.until), tell(weekBefore))
      : words.beforeUnknown
}

function Figure(props: {
  title: string
  value: string
  asOf: string
  /** To the rows that are counted. */
  link: LinkProps
  note?: ReactNode
}) {
  const { title, value, asOf, link, note } = props
  return (
    <div className={styles['figure']}>
      <dt>
        <Link {...link}>{title}</Link>
      </dt>
      <dd className={styles['value']}>{value}</dd>
      {note && <dd className="soft small">{note}</dd>}
      <dd className={styles['age']}>
        <Age asOf={asOf} />
      </dd>
    </div>
  )
}

/** Whether the books agree with the institution's, and whether the figures are complete. */
function House({ today }: { today: Today }) {
  const words = useWords(homeWords)
  const { count, nameOfDay } = useFormats()
  const { lastReconciliation: last, eventsBehind } = today
  const { reconciled } = words
  return (
    <p className={styles['house']}>
      <span>
        {last ? (
          <>
            <Link
              to="/reconciliation/$reconciliationId"
              params={{ reconciliationId: last.id }}
              data-differs={last.unexplainedCount > 0 || undefined}
            >
              {last.unexplainedCount > 0
                ? reconciled.differs(nameOfDay(last.dueOn), count(last.unexplainedCount))
                : reconciled.well(nameOfDay(last.dueOn))}
            </Link>{' '}
            · {reconciled.inFlight(count(last.inFlightCount))} · {reconciled.run}{' '}
            <Moment at={last.runAt} />
          </>
        ) : (
          <Link to="/reconciliation">
            {words.reconciliation}: {reconciled.none}
          </Link>
        )}
      </span>
      <span>
        {eventsBehind.value > 0 ? words.events(count(eventsBehind.value)) : words.eventsNone} ·{' '}
        <Age asOf={eventsBehind.asOf} />
      </span>
    </p>
  )
}
