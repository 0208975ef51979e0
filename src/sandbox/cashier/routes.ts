/**
 * The payer's pages. Whoever has the token may pay: it is in the merchant's link only, and no other
 * site can guess the address that the forms post to.
 */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { z } from 'zod'
import type { Institution } from '../institution.ts'
import { type Attempt, cashierPage, lateMinutes, noticeDelaySeconds } from './page.ts'
import { type Pressed, pressClose, pressFail, pressPay, pressPayLate, viewCharge } from './press.ts'
import { pickLanguage } from './words.ts'

const oneOf = (allowed: number[]) =>
  z.coerce
    .number()
    .refine((value) => allowed.includes(value))
    .default(allowed[0]!)

const Press = z.object({
  act: z.enum([
    'pay',
    'close',
    'fail',
    'pay_and_leave',
    'pay_late',
    'pay_notify_twice',
    'pay_notify_out_of_order',
    'pay_notify_late',
  ]),
  lateMinutes: oneOf(lateMinutes),
  noticeDelaySeconds: oneOf(noticeDelaySeconds),
})
type Press = z.output<typeof Press>

const Asked = z.object({
  lang: z.string().optional(),
  attempt: z.enum(['refused', 'insufficient', 'expired', 'left']).optional().catch(undefined),
})
type Path = { Params: { token: string } }

export function addCashier(app: FastifyInstance, institution: Institution): void {
  for (const [file, type] of [
    ['cashier.css', 'text/css'],
    ['cashier.js', 'text/javascript'],
  ] as const) {
    const asset = readFileSync(path.join(import.meta.dirname, file))
    app.get(`/cashier/assets/${file}`, (_request, reply) =>
      reply
        .header('x-content-type-options', 'nosniff')
        .header('cache-control', 'public, max-age=60')
        .type(type)
        .send(asset),
    )
  }

  app.get<Path>('/cashier/:token', async (request, reply) => {
    const { token } = request.params
    const { lang, attempt } = Asked.parse(request.query)
    const language = pickLanguage(lang, request.headers['accept-language'])
    const view = await viewCharge(institution.db, token)
    guard(reply, view?.returnUrl)
    return reply
      .code(view ? 200 : 404)
      .send(cashierPage({ token, view, language, attempt, now: institution.clock() }))
  })

  app.post<Path>('/cashier/:token', { bodyLimit: 4096 }, async (request, reply) => {
    const { token } = request.params
    const form = new URLSearchParams(typeof request.body === 'string' ? request.body : '')
    const press = Press.safeParse(Object.fromEntries(form))
    guard(reply)
    if (!press.success) return reply.code(400).send('')
    const pressed = await act(institution, token, press.data)
    institution.wake()
    if (!pressed) return reply.redirect(`/cashier/${token}`, 303)
    const attempt = attemptOf(press.data, pressed)
    const isBack = !attempt && press.data.act !== 'pay_late'
    if (isBack) return reply.redirect(pressed.charge.returnUrl, 303)
    const { lang } = Asked.parse(request.query)
    const language = pickLanguage(lang, request.headers['accept-language'])
    const query = new URLSearchParams({ lang: language, ...(attempt && { attempt }) })
    return reply.redirect(`/cashier/${token}?${query.toString()}`, 303)
  })
}

async function act({ db, clock, retryScale }: Institution, token: string, press: Press) {
  const now = clock()
  const pay = { token, now, retryScale }
  switch (press.act) {
    case 'close':
      return pressClose(db, { token, now })
    case 'pay_late':
      return pressPayLate(db, { token, now, delayMs: press.lateMinutes * 60_000 })
    case 'pay_notify_twice':
      return pressPay(db, { ...pay, telling: 'twice' })
    case 'pay_notify_out_of_order':
      return pressPay(db, { ...pay, telling: 'out_of_order' })
    case 'pay_notify_late':
      return pressPay(db, { ...pay, telling: { delayMs: press.noticeDelaySeconds * 1000 } })
    case 'fail':
      return pressFail(db, token)
    case 'pay':
    case 'pay_and_leave':
      return pressPay(db, { ...pay, telling: 'once' })
  }
}

/** What the payer has to be told before going on, if anything. */
function attemptOf({ act }: Press, { charge, refusal }: Pressed): Attempt {
  if (act === 'pay_and_leave' && charge.state === 'paid') return 'left'
  if (act === 'fail' && charge.state === 'waiting') return 'refused'
  if (refusal === 'insufficient_balance') return 'insufficient'
  return refusal === 'expired' ? 'expired' : undefined
}

/** Only our own style and script, our own forms, and from them back to the shop. */
function guard(reply: FastifyReply, returnUrl?: string) {
  const shop = returnUrl ? ` ${new URL(returnUrl).origin}` : ''
  reply.headers({
    'content-security-policy':
      "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; " +
      `form-action 'self'${shop}; base-uri 'none'; frame-ancestors 'none'`,
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  })
  reply.type('text/html; charset=utf-8')
}
