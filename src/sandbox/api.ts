/**
 * The merchant's API. Requests count only when signed by the merchant over their raw bytes, and
 * every answer is signed by us. An answer names the nonce of its request, so that an old one cannot
 * be passed off for it.
 */
import { randomBytes, randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import { whyNotTrusted } from '#platform/signed-message.ts'
import { readBalances, readBillPage, readEntries, registerReceivers } from './accounts.ts'
import { carryOutAll } from './carry-out.ts'
import { type Fault, faultyOutcomes, faultySeal } from './faults.ts'
import type { Institution } from './institution.ts'
import { outcomeOf, outcomeOfAnswer } from './outcome.ts'
import { readSeal, sealHeaders } from './seal-headers.ts'
import { BillPage, Instructions, Queries, Receivers } from './wire.ts'

const bodyBytesMax = 4 * 1024 * 1024

export function addApi(app: FastifyInstance, institution: Institution): void {
  const { db } = institution
  const signed = <Shape extends z.ZodType>(
    method: 'GET' | 'POST',
    url: string,
    shape: Shape,
    handle: (asked: z.output<Shape>, now: Date, fault: Fault | undefined) => Promise<object>,
  ) =>
    app.route({
      method,
      url,
      bodyLimit: bodyBytesMax,
      handler: (request, reply) => answer(institution, request, reply, shape, handle as Handle),
    })

  signed('POST', '/v1/instructions', Instructions, async ({ instructions }, now, fault) => {
    const { isReplay, openingFen, publicUrl } = institution
    const input = { instructions, now, isReplay, openingFen, newInstitutionNumber, newToken }
    const answered = await carryOutAll(db, input)
    // Only a closed charge makes a notice here; the rest is told by this answer.
    if (instructions.some(({ kind }) => kind === 'close')) institution.wake()
    const outcomes = answered.map((one, index) =>
      outcomeOfAnswer(one, instructions[index]!.number, now, publicUrl),
    )
    return { outcomes: faultyOutcomes(outcomes, fault) }
  })
  signed('POST', '/v1/queries', Queries, async ({ numbers }, _now, fault) => {
    const entries = await readEntries(db, numbers)
    const outcomes = numbers.map((number) => {
      const entry = entries.get(number)
      return entry ? outcomeOf(entry, institution.publicUrl) : null
    })
    return { outcomes: faultyOutcomes(outcomes, fault) }
  })
  signed('POST', '/v1/receivers', Receivers, async ({ receivers }) => {
    await registerReceivers(db, receivers, institution.floorFen)
    return {}
  })
  signed('GET', '/v1/bill', BillPage, (page) => readBillPage(db, page))
  signed('GET', '/v1/balances', BillPage.partial(), () => readBalances(db))
}

type Handle = (asked: unknown, now: Date, fault: Fault | undefined) => Promise<object>

async function answer(
  institution: Institution,
  request: FastifyRequest,
  reply: FastifyReply,
  shape: z.ZodType,
  handle: Handle,
) {
  const now = institution.clock()
  const rawBody = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
  const seal = readSeal(request.headers)
  const head = `${request.method}\n${request.url}\n`
  const refusal = whyNotTrusted(institution.merchantKeys, seal, head, rawBody, now)
  if (refusal) return send(401, { code: refusal })

  const asked = shape.safeParse(request.method === 'GET' ? request.query : readJson(rawBody))
  if (!asked.success) return send(400, { code: 'invalid_request', fault: whatIsWrong(asked.error) })
  const fault = institution.faults.nextAnswers.shift()
  const result = await handle(asked.data, now, fault)
  if (typeof fault === 'object') await sleep(fault.delayMs)
  if (fault === 'drop') return void reply.hijack().raw.destroy()
  return send(fault === 'error_500' ? 500 : 200, result, fault)

  function send(status: number, result: object, fault?: Fault) {
    const answers = fault === 'other_request' ? 'another' : (seal.nonce ?? null)
    const body = Buffer.from(JSON.stringify({ answers, ...result }))
    return reply
      .code(status)
      .headers(sealHeaders(faultySeal(institution.signer, body, institution.clock(), fault)))
      .header('cache-control', 'no-store')
      .type('application/json')
      .send(body)
  }
}

function readJson(rawBody: Buffer): unknown {
  try {
    return JSON.parse(rawBody.toString('utf8'))
  } catch {
    return undefined
  }
}

/** Where and why, never the values: they may be somebody's. */
const whatIsWrong = (error: z.ZodError) =>
  error.issues.map((issue) => `${issue.path.join('.')}: ${issue.code}`).slice(0, 5)

/** Ours for an instruction. Guesses are useless: nothing is found by it. */
const newInstitutionNumber = () => `SBX-${randomUUID()}`
/** Opens the cashier: 192 random bits. */
const newToken = () => randomBytes(24).toString('base64url')
