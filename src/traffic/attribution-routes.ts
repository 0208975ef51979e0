/** What channels brought, by every model of credit, and what it cost. */
import { z } from 'zod'
import { addMs, dayMs, dayOf, startOfDay } from '#platform/clock.ts'
import { invalidInput } from '#platform/errors.ts'
import { route } from '#platform/route.ts'
import { instant } from '#platform/shapes.ts'
import { models } from './attribution/models.ts'
import { reportChannels } from './attribution/report.ts'
import { windows } from './attribution/story.ts'
import { channelKinds } from './channel.ts'
import { Marginal, tellMarginal } from './marginal.ts'
import { Day, instantsOf } from './words.ts'

const daysMax = 400
const Ppm = z.int()
const Fen = z.int()

export const getAttribution = route({
  method: 'GET',
  path: '/console/attribution',
  summary:
    'What each channel is credited with by every model, what it cost, and what the next buyer costs',
  auth: 'staff:traffic.read',
  query: z.object({
    model: z.enum(models).default('linear'),
    /** Touches count for so many days. */
    window: z.enum(['7', '30', '90']).default('30'),
    /** First orders of a person (acquisition), or all of them. */
    which: z.enum(['first', 'all']).default('first'),
    from: Day.optional(),
    to: Day.optional(),
    /** Kept of each yuan; without it what the platform keeps as agreed for each order. */
    marginBps: z.coerce.number().int().min(1).max(10_000).optional(),
  }),
  answers: [
    200,
    z.object({
      from: z.iso.date(),
      to: z.iso.date(),
      asOf: instant,
      channels: z.array(
        z.object({
          channelId: z.uuid().nullable(),
          name: z.string().nullable(),
          kind: z.enum(channelKinds).nullable(),
          visits: z.int(),
          people: z.int(),
          costFen: Fen.nullable(),
          /** In millionths of an order; each model's add up to all orders. */
          credit: z.object({
            first: Ppm,
            last: Ppm,
            linear: Ppm,
            position: Ppm,
            decay: Ppm,
            shapley: Ppm,
            markov: Ppm,
          }),
          amountFen: Fen,
          newcomersPpm: Ppm,
          perVisitFen: Fen.nullable(),
          perNewcomerFen: Fen.nullable(),
          newcomerValueFen: Fen.nullable(),
          paybackDays: z.int().nullable(),
          marginal: Marginal,
          verdict: z.enum(['over', 'maybe_over', 'under', 'unknown']),
        }),
      ),
      weeks: z.array(
        z.object({
          week: z.iso.date(),
          channelId: z.uuid(),
          costFen: Fen.nullable(),
          amountFen: Fen,
          newcomersPpm: Ppm,
        }),
      ),
      /** The commonest, and how many there are in all. */
      paths: z.array(
        z.object({
          channels: z.array(z.uuid()),
          orders: z.int(),
          nulls: z.int(),
          amountFen: Fen,
        }),
      ),
      pathsInAll: z.object({ paths: z.int(), orders: z.int(), nulls: z.int() }),
    }),
  ],
  handle: async ({ db, query, now }) => {
    const to = query.to ?? dayOf(now)
    const from = query.from ?? dayOf(addMs(startOfDay(to), -89 * dayMs))
    const term = instantsOf({ from, to })
    const days = (term.until.getTime() - term.from.getTime()) / dayMs
    if (days < 1 || days > daysMax) throw invalidInput({ faults: [wrongPeriod] })
    const windowDays = windows.find((one) => String(one) === query.window)!
    const { model, which, marginBps = null } = query
    const report = await reportChannels(
      db,
      { ...term, days: { from, to }, windowDays, which, model, marginBps },
      now,
    )
    return {
      from,
      to,
      ...report,
      channels: report.channels.map((one) => ({
        ...one,
        marginal: tellMarginal(one.marginal),
      })),
    }
  },
})

const wrongPeriod = { in: 'query', field: 'to', message: `is 1 to ${daysMax} days from the first` }
