/** Figures for staff. Each says of when it is. */
import { z } from 'zod'
import { addMs, dayMs, dayOf, startOfDay } from '#platform/clock.ts'
import { invalidInput } from '#platform/errors.ts'
import { route } from '#platform/route.ts'
import { ageOfSales, readSales } from './sales-by-day.ts'
import { readToday } from './today.ts'

const instant = z.date().transform((date) => date.toISOString())
const Figure = z.object({ value: z.int(), asOf: instant })
const Queue = Figure.extend({ earliestDueAt: instant.nullable() })

export const getToday = route({
  method: 'GET',
  path: '/console/today',
  summary: 'How the shop does today, and what waits for staff',
  auth: 'staff:reports.read',
  answers: [
    200,
    z.object({
      day: z.iso.date(),
      orders: Figure,
      paidFen: Figure,
      heldInEscrowFen: Figure,
      toShip: Figure,
      refundsWaiting: Queue,
      disputesWaiting: Queue,
      soldOutSkus: Figure,
      openCases: Figure,
      lastReconciliation: z
        .object({
          id: z.uuid(),
          dueOn: z.iso.date(),
          runAt: instant,
          inFlightCount: z.int(),
          unexplainedCount: z.int(),
        })
        .nullable(),
      eventsBehind: Figure,
    }),
  ],
  handle: ({ db, now }) => readToday(db, now),
})

const Day = z.iso.date().refine((day) => day >= '2000-01-01', 'is before any sale')
const daysMax = 400

export const getSalesByDay = route({
  method: 'GET',
  path: '/console/sales-by-day',
  summary: 'Sales of each day (in China), at most 400 days; the last thirty by default',
  auth: 'staff:reports.read',
  query: z.object({ from: Day.optional(), to: Day.optional() }),
  answers: [
    200,
    z.object({
      from: z.iso.date(),
      to: z.iso.date(),
      /** The sums are complete up to here. */
      asOf: instant,
      items: z.array(
        z.object({
          day: z.iso.date(),
          orders: z.int(),
          paidFen: z.int(),
          refundedFen: z.int(),
          completedFen: z.int(),
          newBuyers: z.int(),
        }),
      ),
    }),
  ],
  handle: async ({ db, query, now }) => {
    const to = query.to ?? dayOf(now)
    const from = query.from ?? dayOf(addMs(startOfDay(to), -29 * dayMs))
    const days = (startOfDay(to).getTime() - startOfDay(from).getTime()) / dayMs + 1
    if (days < 1 || days > daysMax) throw invalidInput({ faults: [wrongPeriod] })
    const { asOf } = await ageOfSales(db, now)
    return { from, to, asOf, items: await readSales(db, { from, to }) }
  },
})

const wrongPeriod = { in: 'query', field: 'to', message: `is 1 to ${daysMax} days from the first` }
