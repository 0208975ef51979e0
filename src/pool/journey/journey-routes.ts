/** Journeys for staff: written, looked at before they start, started, and how they go. All audited. */
import { z } from 'zod'
import { auditStaff } from '#platform/audit.ts'
import { route } from '#platform/route.ts'
import { staleVersion } from '#platform/shop.ts'
import * as errors from './errors.ts'
import { Graph } from './graph.ts'
import * as journeys from './journey.ts'
import { JourneyPreview, previewJourney } from './preview.ts'
import { JourneyReport, readReport } from './report.ts'

const { Journey, JourneyLine, JourneyText } = journeys
const ById = z.object({ journeyId: z.uuid() })
const AtEdition = z.object({ edition: z.int32().min(1) })
const exampleGraph = {
  entry: { is: 'fact', kind: 'signed_up', topic: null },
  again: { is: 'never' },
  steps: [{ id: 'wait', is: 'wait', hours: 24 }],
}
const exampleText = {
  name: 'Welcome',
  graph: exampleGraph,
  controlBps: journeys.controlBpsUsual,
  controlReason: null,
  measuredDays: 30,
}

export const getJourneys = route({
  method: 'GET',
  path: '/console/journeys',
  summary: 'All journeys, with how many came in and are under way',
  auth: 'staff:members.read',
  answers: [200, z.object({ items: z.array(JourneyLine) })],
  handle: async ({ db }) => ({ items: await journeys.listJourneys(db) }),
})

export const getJourney = route({
  method: 'GET',
  path: '/console/journeys/:journeyId',
  summary: 'A journey as it is written',
  auth: 'staff:members.read',
  params: ById,
  answers: [200, Journey],
  errors: [errors.journeyNotFound],
  handle: ({ db, params }) => journeys.getJourney(db, params.journeyId),
})

export const getJourneyReport = route({
  method: 'GET',
  path: '/console/journeys/:journeyId/report',
  summary: 'Where people are in a journey, and what it brought about, with how sure that is',
  auth: 'staff:members.read',
  params: ById,
  takesLong: true,
  answers: [200, JourneyReport],
  errors: [errors.journeyNotFound],
  handle: async ({ db, params: { journeyId }, now }) => {
    const { measuredDays } = await journeys.getJourney(db, journeyId)
    return readReport(db, { id: journeyId, measuredDays, now })
  },
})

export const postJourneyPreview = route({
  method: 'POST',
  path: '/console/journey-previews',
  summary: 'What a journey would meet if it started now; nothing is written',
  auth: 'staff:members.read',
  repeat: 'own', // it writes nothing
  body: z.object({ graph: Graph }),
  answers: [200, JourneyPreview],
  example: { body: { graph: exampleGraph } },
  handle: ({ db, body, now, services }) =>
    previewJourney(db, services.journeyMeans, { graph: body.graph, now }),
})

export const postJourney = route({
  method: 'POST',
  path: '/console/journeys',
  summary: 'Write a journey; it does nothing before it is started',
  auth: 'staff:journeys.edit',
  body: JourneyText,
  answers: [201, Journey],
  errors: [errors.controlNeedsReason],
  example: { body: exampleText },
  handle: async (call) => {
    const { tx, body, now, actor } = call
    const id = await journeys.createJourney(tx, { ...body, now, staffId: actor.staffId })
    await auditStaff(call, 'pool.write_journey', `journey:${id}`)
    return journeys.getJourney(tx, id)
  },
})

export const putJourney = route({
  method: 'PUT',
  path: '/console/journeys/:journeyId',
  summary: 'Change what is written; what runs goes on as it is until it is started anew',
  auth: 'staff:journeys.edit',
  params: ById,
  body: JourneyText.extend(AtEdition.shape),
  answers: [200, Journey],
  errors: [errors.journeyNotFound, errors.journeyState, errors.controlNeedsReason, staleVersion],
  example: { body: { ...exampleText, edition: 1 } },
  handle: async (call) => {
    const { tx, params, body, now } = call
    await journeys.changeJourney(tx, { ...body, id: params.journeyId, now })
    await auditStaff(call, 'pool.change_journey', `journey:${params.journeyId}`)
    return journeys.getJourney(tx, params.journeyId)
  },
})

export const postJourneyStart = route({
  method: 'POST',
  path: '/console/journeys/:journeyId/start',
  summary: 'Start what is written as a new version; who is under way finishes on theirs',
  auth: 'staff:journeys.edit',
  params: ById,
  body: AtEdition,
  answers: [200, Journey],
  errors: [errors.journeyNotFound, errors.journeyState, errors.journeyCannotRun, staleVersion],
  handle: async (call) => {
    const { tx, params, body, now, actor } = call
    const { journeyId: id } = params
    await journeys.startJourney(tx, { ...body, id, now, staffId: actor.staffId })
    const journey = await journeys.getJourney(tx, id)
    const { version, controlBps, controlReason } = journey
    // The reason is staff's own words, which stay with the journey.
    const facts = { version, controlBps, hasReason: controlReason !== null }
    await auditStaff(call, 'pool.start_journey', `journey:${id}`, facts)
    return journey
  },
})

export const postJourneyPause = route({
  method: 'POST',
  path: '/console/journeys/:journeyId/pause',
  summary: 'Nobody comes in and nobody moves until it is resumed',
  auth: 'staff:journeys.edit',
  params: ById,
  answers: [200, Journey],
  errors: [errors.journeyNotFound, errors.journeyState],
  handle: async (call) => {
    await journeys.pauseJourney(call.tx, call.params.journeyId)
    await auditStaff(call, 'pool.pause_journey', `journey:${call.params.journeyId}`)
    return journeys.getJourney(call.tx, call.params.journeyId)
  },
})

export const postJourneyResume = route({
  method: 'POST',
  path: '/console/journeys/:journeyId/resume',
  summary: 'Go on; what came due meanwhile is done now',
  auth: 'staff:journeys.edit',
  params: ById,
  answers: [200, Journey],
  errors: [errors.journeyNotFound, errors.journeyState],
  handle: async (call) => {
    await journeys.resumeJourney(call.tx, call.params.journeyId)
    await auditStaff(call, 'pool.resume_journey', `journey:${call.params.journeyId}`)
    return journeys.getJourney(call.tx, call.params.journeyId)
  },
})

export const postJourneyStop = route({
  method: 'POST',
  path: '/console/journeys/:journeyId/stop',
  summary: 'Stop for good: whoever is under way gets no further',
  auth: 'staff:journeys.edit',
  params: ById,
  answers: [200, Journey],
  errors: [errors.journeyNotFound, errors.journeyState],
  handle: async (call) => {
    const { tx, params, now } = call
    await journeys.stopJourney(tx, params.journeyId, now)
    await auditStaff(call, 'pool.stop_journey', `journey:${params.journeyId}`)
    return journeys.getJourney(tx, params.journeyId)
  },
})
