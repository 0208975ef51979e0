/** A shop under attack with a channel, and people at home who follow its links. */
import assert from 'node:assert/strict'
import { addMs, minuteMs } from '#platform/clock.ts'
import { judgeVisits } from '#traffic/judge-visits.ts'
import { createClient } from '../client.ts'
import type { Client, Reply } from '../client.ts'
import { openShop } from './shop.ts'
import type { AttackedShop } from './shop.ts'

const phone =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1'

export type AttackedTraffic = AsyncDisposable & {
  shop: AttackedShop
  /** Staff who keep the channels. */
  desk: Client
  channelId: string
  aLink(of?: object): Promise<{ id: string; code: string }>
  /** Somebody at home with a phone of their own, or at this address. */
  browser(address?: string): Client
  /** Everything settles, then the rules look. */
  judge(): Promise<void>
}

export async function openTraffic(): Promise<AttackedTraffic> {
  const shop = await openShop({ config: { trustProxy: true, ratePerAddress: 1_500 } })
  const desk = await shop.staff('operations')
  const channel = await made(desk.post('/console/channels', { name: '甲', kind: 'own' }))
  const channelId: string = channel.id
  let homes = 0

  function browser(address = `192.0.${(homes >> 8) & 255}.${homes++ & 255}`): Client {
    const client = createClient(shop.running.url, () => undefined)
    const send: Client['send'] = (method, path, sending = {}) =>
      client.send(method, path, {
        ...sending,
        headers: {
          'user-agent': `${phone} Version/${homes % 97}`,
          'x-forwarded-for': address,
          ...sending.headers,
        },
      })
    return { ...client, send }
  }

  async function judge(): Promise<void> {
    shop.running.now = addMs(shop.running.now, 5 * minuteMs)
    while ((await judgeVisits(shop.db, shop.running.now)) > 0);
  }

  const aLink = (of: object = {}) =>
    made(desk.post('/console/links', { title: '海报', channelId, ...of }))
  const dispose = () => shop[Symbol.asyncDispose]()
  return { shop, desk, channelId, aLink, browser, judge, [Symbol.asyncDispose]: dispose }
}

export async function made(sent: Promise<Reply>) {
  const reply = await sent
  assert.ok(reply.status < 300, reply.text)
  return reply.body
}

export const click = (
  of: Client,
  code: string,
  headers: Record<string, string> = {},
  method = 'GET',
) => of.send(method, `/l/${code}`, { headers })

/** A page of the shop opens in the browser. */
export const arrive = (of: Client, words: object = {}, landing = '/') =>
  of.send('POST', '/api/visits', { body: { landing, ...words } })
