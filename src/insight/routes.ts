/** Figures for staff. Each says of when it is. */
import { z } from 'zod'
import { addMs, dayMs, dayOf, startOfDay } from '#platform/clock.ts'
import { invalidInput } from '#platform/errors.ts'
import { streamChanges } from '#platform/live.ts'
import { route } from '#platform/route.ts'
import { instant } from '#platform/shapes.ts'
import { ageOf, earlier } from './age.ts'
import { readCohorts } from './cohorts.ts'
import { needKinds, readNeeds } from './needs.ts'
import { orderFigures } from './order-figures.ts'
import { readPath, steps } from './order-path.ts'
import { hourOf, readHours, weekBefore } from './paid-minutes.ts'
import { ageOfSales, readSales } from './sales-by-day.ts'
import { readToday } from './today.ts'

const Figure = z.object({ value: z.int(), asOf: instant })

export const getNeeds = route({
  method: 'GET',
  path: '/console/needs',
  summary: 'What waits for staff, the most urgent first, as far as one’s roles read it',
  auth: 'staff',
  answers: [
    200,
    z.object({
      asOf: instant,
      isNew: z.boolean(),
      items: z.array(
        z.object({
          what: z.enum(needKinds),
          count: z.int(),
          dueAt: instant.nullable(),
          since: instant.nullable(),
          isMine: z.boolean(),
        }),
      ),
    }),
  ],
  handle: ({ db, actor, services, now }) => {
    const may = (permission: string) =>
      actor.roles.some((role) => services.policy[permission]!.includes(role))
    return readNeeds(db, { may, now })
  },
})

export const getOrdersLive = route({
  method: 'GET',
  path: '/console/live/orders',
  summary:
    'A stream of server-sent events: `changed`, at most once a second, when any order changed',
  auth: 'staff:orders.read',
  answers: [200, z.void()],
  raw: true,
  handle: async ({ request, reply, services }) =>
    streamChanges(services.changes, 'orders', request, reply, 1_000),
})

export const getToday = route({
  method: 'GET',
  path: '/console/today',
  summary: 'How the shop does today, beside the same weekday a week ago until the same time',
  auth: 'staff:reports.read',
  answers: [
    200,
    z.object({
      day: z.iso.date(),
      orders: Figure,
      paidFen: Figure,
      weekBefore: z
        .object({ day: z.iso.date(), until: instant, orders: z.int(), paidFen: z.int() })
        .nullable(),
      heldInEscrowFen: Figure,
      soldOutSkus: Figure,
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

const Hour = z.object({ hour: z.int(), orders: z.int(), paidFen: z.int() })

export const getOrdersByHour = route({
  method: 'GET',
  path: '/console/orders-by-hour',
  summary: 'Orders paid in each hour of today (in China), and of the same weekday a week ago',
  auth: 'staff:reports.read',
  answers: [
    200,
    z.object({
      day: z.iso.date(),
      weekBefore: z.iso.date(),
      /** Which hour of today runs; it and those after it are not over. */
      hourNow: z.int(),
      asOf: instant,
      hours: z.array(Hour),
      hoursBefore: z.array(Hour),
    }),
  ],
  handle: async ({ db, now }) => {
    const [day, before] = [dayOf(now), weekBefore(now).day]
    const { asOf } = await ageOf(db, orderFigures.name, now)
    const [hours, hoursBefore] = await Promise.all([readHours(db, day), readHours(db, before)])
    return { day, weekBefore: before, hourNow: hourOf(now), asOf, hours, hoursBefore }
  },
})

const Day = z.iso.date().refine((day) => day >= '2000-01-01', 'is before any sale')
const Period = z.object({ from: Day.optional(), to: Day.optional() })
const daysMax = 400

/** The last thirty days unless something else is asked for. */
function periodOf(query: z.output<typeof Period>, now: Date): { from: string; to: string } {
  const to = query.to ?? dayOf(now)
  const from = query.from ?? dayOf(addMs(startOfDay(to), -29 * dayMs))
  const days = (startOfDay(to).getTime() - startOfDay(from).getTime()) / dayMs + 1
  if (days < 1 || days > daysMax) throw invalidInput({ faults: [wrongPeriod] })
  return { from, to }
}

const wrongPeriod = { in: 'query', field: 'to', message: `is 1 to ${daysMax} days from the first` }

export const getSalesByDay = route({
  method: 'GET',
  path: '/console/sales-by-day',
  summary: 'Sales of each day (in China), at most 400 days; the last thirty by default',
  auth: 'staff:reports.read',
  query: Period,
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
    const period = periodOf(query, now)
    const { asOf } = await ageOfSales(db, now)
    return { ...period, asOf, items: await readSales(db, period) }
  },
})

export const getOrderPath = route({
  method: 'GET',
  path: '/console/order-path',
  summary: 'How far the orders placed in a period have come, and where the others stopped',
  auth: 'staff:reports.read',
  query: Period,
  answers: [
    200,
    z.object({
      from: z.iso.date(),
      to: z.iso.date(),
      asOf: instant,
      steps: z.array(
        z.object({
          step: z.enum(steps),
          orders: z.int(),
          /** Went no further and never will: closed unpaid, or wholly refunded. */
          dropped: z.int(),
          waiting: z.int(),
        }),
      ),
    }),
  ],
  handle: async ({ db, query, now }) => {
    const period = periodOf(query, now)
    const { asOf } = await ageOf(db, orderFigures.name, now)
    return { ...period, asOf, steps: await readPath(db, period) }
  },
})

export const getCohorts = route({
  method: 'GET',
  path: '/console/cohorts',
  summary: 'Members by the month of their first paid order, and how many bought again since',
  auth: 'staff:reports.read',
  answers: [
    200,
    z.object({
      asOf: instant,
      months: z.array(
        z.object({
          month: z.string(),
          members: z.int(),
          /** In that month itself, in the first after it, and so on up to the one that runs. */
          again: z.array(z.int()),
        }),
      ),
    }),
  ],
  handle: async ({ db, now }) => {
    const age = await ageOf(db, orderFigures.name, now)
    const { value, asOf } = await readCohorts(db, now)
    return { asOf: earlier(asOf, age.asOf), months: value }
  },
})
