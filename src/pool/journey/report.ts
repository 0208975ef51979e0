/** How a journey goes: who came in, where they are, what was done, and what it brought about. */
import { z } from 'zod'
import { addMs, dayMs } from '#platform/clock.ts'
import type { Db } from '#platform/db.ts'
import { instant } from '#platform/shapes.ts'
import { newcombe, verdictOf, welch } from './effect.ts'
import type { Group } from './effect.ts'

const Ppm = z.int()
const Side = z.object({
  people: z.int(),
  buyers: z.int(),
  ratePpm: Ppm,
  spentFen: z.int(),
})
const Between = z.object({ difference: z.int(), low: z.int(), high: z.int() })

export const JourneyReport = z.object({
  asOf: instant,
  entered: z.int(),
  keptOut: z.int(),
  underWay: z.int(),
  ended: z.object({ done: z.int(), merged: z.int(), stopped: z.int() }),
  /** Where those who were let in stand now. */
  standing: z.array(z.object({ step: z.string(), people: z.int() })),
  outcomes: z.array(z.object({ step: z.string(), outcome: z.string(), times: z.int() })),
  effect: z.object({
    days: z.int(),
    treated: Side,
    control: Side,
    /** Came in less than `days` ago: it is not known yet what they will do. */
    tooEarly: z.int(),
    /** In both groups, since two turned out to be one. */
    inBoth: z.int(),
    verdict: z.object({
      says: z.enum(['more', 'less', 'unclear', 'too_few']),
      peopleMore: z.int().nullable(),
    }),
    /** In parts per million of people, treated less control; null where a group is empty. */
    rate: Between.nullable(),
    /** In fen for each person. */
    money: Between.nullable(),
  }),
})
type Report = z.input<typeof JourneyReport>

export async function readReport(
  db: Db,
  of: { id: string; measuredDays: number; now: Date },
): Promise<Report> {
  const { id, measuredDays, now } = of
  return db.beginPatiently(20_000, async (tx) => {
    const [counts] = await tx<Report['ended'] & Counts>`
      select count(*) filter (where not is_control) as entered,
        count(*) filter (where is_control) as kept_out,
        count(*) filter (where not is_control and ended_at is null) as under_way,
        count(*) filter (where not is_control and ended_why = 'done') as done,
        count(*) filter (where not is_control and ended_why = 'merged') as merged,
        count(*) filter (where not is_control and ended_why = 'stopped') as stopped
      from pool.enrolment where journey_id = ${id}`
    const standing = await tx<Report['standing'][number]>`
      select step, count(*) as people from pool.enrolment
      where journey_id = ${id} and ended_at is null and not is_control group by step order by step`
    const outcomes = await tx<Report['outcomes'][number]>`
      select told.step, outcome, count(*) as times
      from pool.enrolment join pool.enrolment_step as told
        on told.member_id = enrolment.member_id and told.enrolment_id = enrolment.id
      where journey_id = ${id} and not is_control
      group by told.step, outcome order by told.step, outcome`
    const { entered, keptOut, underWay, ...ended } = counts!
    const sides = await tx<Measured>`
      with person as (
        select coalesce(representative_id, member_id) as id, is_control, entered_at
        from pool.enrolment left join pool.alias on person_id = member_id
        where journey_id = ${id}
      ), human as (
        -- Everybody once, by the first time: who was let in counts, whatever reached them.
        select id, bool_or(is_control) as kept, bool_and(is_control) as always_kept,
          min(entered_at) as entered_at
        from person group by id
      ), measured as (
        select human.*, entered_at > ${addMs(now, -measuredDays * dayMs)} as is_early,
          coalesce(paid, 0) as paid, coalesce(spent, 0) as spent
        from human
        left join lateral (
          select count(*) filter (where kind = 'paid') as paid,
            sum(case kind when 'paid' then amount_fen else -amount_fen end) as spent
          from pool.fact
          where kind in ('paid', 'refunded')
            and happened_at > entered_at
            and happened_at <= entered_at + make_interval(days => ${measuredDays})
            and (fact.person_id = human.id or fact.person_id in (
              select alias.person_id from pool.alias where representative_id = human.id))
        ) as bought on true
      )
      select kept as is_control,
        count(*) filter (where kept <> always_kept) as in_both,
        count(*) filter (where kept = always_kept and is_early) as too_early,
        count(*) filter (where kept = always_kept and not is_early) as people,
        count(*) filter (where kept = always_kept and not is_early and paid > 0) as buyers,
        coalesce(sum(spent) filter (where kept = always_kept and not is_early), 0)::bigint as spent_fen,
        coalesce(sum(spent * spent) filter (where kept = always_kept and not is_early), 0)::text
          as spent_squares
      from measured group by kept`
    return {
      asOf: now,
      entered,
      keptOut,
      underWay,
      ended,
      standing,
      outcomes,
      effect: { days: measuredDays, ...effectOf(sides) },
    }
  })
}

type Counts = { entered: number; keptOut: number; underWay: number }
type Measured = Omit<Group, 'spentSquares'> & {
  isControl: boolean
  inBoth: number
  tooEarly: number
  spentSquares: string
}

function effectOf(sides: Measured[]): Omit<Report['effect'], 'days'> {
  const sideOf = (isControl: boolean): Group => {
    const found = sides.find((one) => one.isControl === isControl)
    return {
      people: found?.people ?? 0,
      buyers: found?.buyers ?? 0,
      spentFen: found?.spentFen ?? 0,
      spentSquares: Number(found?.spentSquares ?? 0),
    }
  }
  const [treated, control] = [sideOf(false), sideOf(true)]
  const verdict = verdictOf(treated, control)
  const sum = (what: 'inBoth' | 'tooEarly') => sides.reduce((all, one) => all + one[what], 0)
  const canCompare = treated.people > 1 && control.people > 1
  return {
    treated: shown(treated),
    control: shown(control),
    tooEarly: sum('tooEarly'),
    inBoth: sum('inBoth'),
    verdict: {
      says: verdict.says,
      peopleMore: 'peopleMore' in verdict ? verdict.peopleMore : null,
    },
    rate: canCompare ? scaled(newcombe(treated, control), 1_000_000) : null,
    money: canCompare ? scaled(welch(treated, control), 1) : null,
  }
}

const shown = ({ people, buyers, spentFen }: Group) => ({
  people,
  buyers,
  ratePpm: people === 0 ? 0 : Math.round((buyers / people) * 1_000_000),
  spentFen,
})

const scaled = (of: { difference: number; low: number; high: number }, by: number) => ({
  difference: Math.round(of.difference * by),
  low: Math.round(of.low * by),
  high: Math.round(of.high * by),
})
