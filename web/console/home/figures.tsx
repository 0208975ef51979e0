/** What waits for staff, and how today goes: each figure with its age, leading to its rows. */
import { Link } from '@tanstack/react-router'
import type { LinkProps } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import * as api from '#web/kit/api.ts'
import { useWords } from '#web/kit/i18n.ts'
import { Section } from '#web/kit/page.tsx'
import { useFreshApi } from '#web/kit/use-api.ts'
import { Deadline } from '../after-sale/deadline.tsx'
import { useFormats } from '../formats.tsx'
import { homeWords } from '../words/home.ts'
import { Age } from './age.tsx'
import styles from './figures.module.css'

const readAgainMs = 15_000

export function Figures() {
  const words = useWords(homeWords)
  const { money, count, nameOfDay } = useFormats()
  const today = useFreshApi(api.getToday, {}, readAgainMs)
  const { figures } = words
  const { lastReconciliation: reconciled } = today
  return (
    <>
      <Section title={words.waiting}>
        <ul className={styles['figures']}>
          <Figure
            title={figures.toShip}
            value={count(today.toShip.value)}
            asOf={today.toShip.asOf}
            link={{ to: '/orders', search: { status: 'paid' } }}
          />
          <Figure
            title={figures.refundsWaiting}
            value={count(today.refundsWaiting.value)}
            asOf={today.refundsWaiting.asOf}
            link={{ to: '/refunds' }}
            note={<FirstDue at={today.refundsWaiting.earliestDueAt} />}
          />
          <Figure
            title={figures.disputesWaiting}
            value={count(today.disputesWaiting.value)}
            asOf={today.disputesWaiting.asOf}
            link={{ to: '/disputes' }}
            note={<FirstDue at={today.disputesWaiting.earliestDueAt} />}
          />
          <Figure
            title={figures.openCases}
            value={count(today.openCases.value)}
            asOf={today.openCases.asOf}
            link={{ to: '/cases' }}
          />
        </ul>
      </Section>
      <Section title={words.today}>
        <ul className={styles['figures']}>
          <Figure
            title={figures.orders}
            value={count(today.orders.value)}
            asOf={today.orders.asOf}
            link={{ to: '/orders' }}
          />
          <Figure
            title={figures.paidFen}
            value={money(today.paidFen.value)}
            asOf={today.paidFen.asOf}
            link={{ to: '/orders' }}
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
            link={{ to: '/products', search: { status: 'on_sale' } }}
          />
          <Figure
            title={figures.lastReconciliation}
            value={reconciled ? count(reconciled.unexplainedCount) : '–'}
            asOf={reconciled?.runAt}
            link={
              reconciled
                ? {
                    to: '/reconciliation/$reconciliationId',
                    params: { reconciliationId: reconciled.id },
                  }
                : { to: '/reconciliation' }
            }
            note={
              reconciled ? words.reconciledFor(nameOfDay(reconciled.dueOn)) : words.neverReconciled
            }
          />
          <Figure
            title={figures.eventsBehind}
            value={count(today.eventsBehind.value)}
            asOf={today.eventsBehind.asOf}
          />
        </ul>
      </Section>
    </>
  )
}

function FirstDue({ at }: { at: string | null }) {
  const words = useWords(homeWords)
  if (!at) return null
  return (
    <>
      {words.dueFirst} <Deadline at={at} />
    </>
  )
}

function Figure(props: {
  title: string
  value: string
  asOf?: string | undefined
  /** To the rows that are counted, where there are any to see. */
  link?: LinkProps
  note?: ReactNode
}) {
  const { title, value, asOf, link, note } = props
  return (
    <li className={styles['figure']}>
      {link ? <Link {...link}>{title}</Link> : <span className="soft">{title}</span>}
      <strong className={styles['value']}>{value}</strong>
      {note && <span className="soft small">{note}</span>}
      {asOf && (
        <span className={styles['age']}>
          <Age asOf={asOf} />
        </span>
      )}
    </li>
  )
}
