/**
 * The stages from the first to the last, each with how many stand in it; one of them narrows the
 * list.
 */
import { Link } from '@tanstack/react-router'
import { useWords } from '#web/kit/i18n.ts'
import { useFormats } from '../formats.tsx'
import { memberWords } from '../words/members.ts'
import { stages } from './choices.ts'
import type { Stage } from './choices.ts'
import type { StageCounts } from './stage-curve.tsx'
import styles from './stage-strip.module.css'

const daysBack = 30

export function StageStrip({ of, search }: { of: StageCounts; search: object }) {
  const words = useWords(memberWords)
  const { count } = useFormats()
  const peopleOf = (stage: Stage) => of.stages.find((one) => one.stage === stage)!
  const total = of.stages.reduce((sum, one) => sum + one.people, 0)
  return (
    <nav className={styles['strip']} aria-label={words.list.stage}>
      <Link
        to="/members"
        search={{ ...search, stage: undefined }}
        activeOptions={{ exact: true }}
        className={styles['stage']}
      >
        <span className={styles['name']}>{words.list.all}</span>
        <strong className={styles['people']}>{count(total)}</strong>
        <Change people={total} before={sumOf(of, of.days.length - 1 - daysBack)} />
      </Link>
      {stages.map((stage) => {
        const { people, byDay } = peopleOf(stage)
        return (
          <Link
            key={stage}
            to="/members"
            search={{ ...search, stage }}
            activeOptions={{ exact: true }}
            className={styles['stage']}
            title={words.stageMeans[stage]}
          >
            <span className={styles['name']}>{words.stages[stage]}</span>
            <strong className={styles['people']}>{count(people)}</strong>
            <Change people={people} before={byDay[byDay.length - 1 - daysBack]!} />
          </Link>
        )
      })}
    </nav>
  )
}

function Change({ people, before }: { people: number; before: number }) {
  const { list } = useWords(memberWords)
  const { count } = useFormats()
  const change = people - before
  const sign = change > 0 ? '+' : '−'
  return (
    <span className={styles['change']}>
      {change === 0 ? list.noChange : list.change(`${sign}${count(Math.abs(change))}`)}
    </span>
  )
}

const sumOf = (of: StageCounts, day: number) =>
  of.stages.reduce((sum, one) => sum + one.byDay[day]!, 0)
