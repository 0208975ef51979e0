/** Is all well, and what needs me? One sentence, then what waits, the most urgent first. */
import { Link } from '@tanstack/react-router'
import type { LinkProps } from '@tanstack/react-router'
import { Icon } from '#web/kit/icon.tsx'
import type { AnswerOf } from '#web/kit/client.ts'
import type * as api from '#web/kit/api.ts'
import { useWords } from '#web/kit/i18n.ts'
import { List, Row } from '#web/kit/list.tsx'
import { useNow } from '#web/kit/now.ts'
import { Deadline } from '../after-sale/deadline.tsx'
import { useFormats } from '../formats.tsx'
import { homeWords } from '../words/home.ts'
import { sharedWords } from '../words/shared.ts'
import { Age } from './age.tsx'
import styles from './needs.module.css'

export type Needs = AnswerOf<typeof api.getNeeds>
type Need = Needs['items'][number]

const ways: Record<Need['what'], LinkProps> = {
  difference: { to: '/reconciliation' },
  dispute: { to: '/disputes' },
  refund: { to: '/refunds' },
  shipment: { to: '/orders', search: { status: 'paid' } },
  case: { to: '/cases' },
}

const sum = (needs: Need[]) => needs.reduce((total, need) => total + need.count, 0)

export function WhatNeedsMe({ needs }: { needs: Needs }) {
  const words = useWords(homeWords)
  const { count } = useFormats()
  const mine = needs.items.filter((need) => need.isMine)
  const others = sum(needs.items) - sum(mine)
  const [first] = mine
  const rest = needs.items.filter((need) => need !== first)
  return (
    <div className="stack-tight">
      <p className={styles['sentence']} data-state={first ? 'waits' : 'well'}>
        <Icon name={first ? 'clock' : 'check'} />
        <span className={styles['text']}>
          {first
            ? words.waits(sum(mine))
            : others > 0
              ? words.wellOfOthers(count(others))
              : words.well}
          {first && (
            <>
              {' '}
              <span>
                {words.first}
                <NeedLink need={first} />
              </span>
            </>
          )}
          {first && (
            <span className={styles['until']}>
              <Until need={first} />
            </span>
          )}
        </span>
      </p>
      {rest.length > 0 && (
        <List label={words.needs}>
          {rest.map((need) => (
            <Row key={need.what}>
              <div className="row-apart">
                <span className="row">
                  <NeedLink need={need} />
                  {!need.isMine && <span className="soft small">{words.ofOthers}</span>}
                </span>
                <span className="soft small">
                  <Until need={need} />
                </span>
              </div>
            </Row>
          ))}
        </List>
      )}
      <p className={styles['age']}>
        <Age asOf={needs.asOf} />
      </p>
    </div>
  )
}

function NeedLink({ need }: { need: Need }) {
  const { need: words } = useWords(homeWords)
  const { count } = useFormats()
  return <Link {...ways[need.what]}>{words[need.what](count(need.count))}</Link>
}

/** By when the first of them is due; where no time is kept, how long it has waited. */
function Until({ need }: { need: Need }) {
  const words = useWords(homeWords)
  const shared = useWords(sharedWords)
  const now = useNow()
  if (need.dueAt)
    return (
      <span className="row">
        {words.due} <Deadline at={need.dueAt} />
      </span>
    )
  if (!need.since) return null
  const hours = Math.max(0, Math.floor((now - Date.parse(need.since)) / 3_600_000))
  const minutes = Math.max(0, Math.floor((now - Date.parse(need.since)) / 60_000))
  return words.since(
    hours >= 48
      ? shared.days(Math.floor(hours / 24))
      : hours >= 2
        ? shared.hours(hours)
        : shared.minutes(minutes),
  )
}
