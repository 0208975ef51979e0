/** Two weeks of sending: rounds of attempts by two processes, and between and during them, life. */
import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { randomBytes, randomUUIDv7 } from 'node:crypto'
import { once } from 'node:events'
import path from 'node:path'
import { addMs, dayMs, minuteMs, startOfDay } from '#platform/clock.ts'
import type { Db } from '#platform/db.ts'
import { createVault } from '#platform/vault.ts'
import { giveConsent, withdrawConsent } from '#pool/attention/consent.ts'
import { createRandom } from '../simulator/random.ts'
import { judge, newWrong } from './judge.ts'
import type { Tried, Wrong } from './judge.ts'
import { Model } from './model.ts'
import type { Orders, Outcomes } from './sender.ts'
import { populate } from './populate.ts'

/** Of a day in China: the edges of the night, and busy hours. */
const minutes = [30, 539, 540, 720, 721, 900, 1259, 1260]
const days = 14
const firstDay = '2026-11-16' // a Monday

export type TwoWeeks = {
  attempts: number
  members: number
  days: number
  merged: number
  given: number
  withdrawn: number
  racing: number
  sendingSeconds: number
  reasons: Map<string, number>
  wrong: Wrong
  examples: string[]
  /** What the tables hold is what was told. */
  isAsStored: boolean
}

export async function sendForTwoWeeks(
  db: Db,
  url: string,
  options: { attempts: number; members: number; seed: string },
): Promise<TwoWeeks> {
  const random = createRandom(`attention ${options.seed}`)
  const secret = randomBytes(32)
  const { persons, ids, templateId } = await populate(db, createVault(secret), random, options)
  const model = new Model(persons)
  const senders = [0, 1].map(() =>
    fork(path.join(import.meta.dirname, 'sender.ts'), [url, secret.toString('base64')]),
  )
  const told = { merged: 0, given: 0, withdrawn: 0, racing: 0, attempts: 0, sendingSeconds: 0 }
  const wrong = newWrong()
  const reasons = new Map<string, number>()
  const examples: string[] = []
  const rounds = days * minutes.length
  const perSender = Math.ceil(options.attempts / rounds / 2)
  let spare: Tried[] = []
  for (let round = 0; round < rounds; round++) {
    const at = addMs(
      startOfDay(firstDay),
      Math.floor(round / minutes.length) * dayMs + minutes[round % minutes.length]! * minuteMs,
    )
    await live(at)
    const left = options.attempts - told.attempts
    const lists = senders.map((_, index) => {
      const size = Math.min(perSender, Math.max(0, left - index * perSender))
      return Array.from({ length: size }, (): Tried => {
        // Now and then an id of the other process, or of the round before.
        const again = spare.length > 0 && random.chance(0.02) ? random.pick(spare) : null
        const person = random.chance(0.3) ? random.below(200) : random.below(persons.length)
        const one = again ?? { id: randomUUIDv7(), person, class: random.below(8) }
        if (!again && random.chance(0.05)) spare.push(one)
        return one
      })
    })
    const startedAt = performance.now()
    const racing = random.shuffled(persons.map((_, index) => index)).slice(0, 15)
    const [outcomes, withdrawnAt] = await Promise.all([
      Promise.all(senders.map((sender, index) => ask(sender, lists[index]!, at))),
      withdrawWhileSending(racing, at),
    ])
    told.sendingSeconds += (performance.now() - startedAt) / 1_000
    const tried = lists.flatMap((list, sender) =>
      list.map((one, index) => ({
        ...one,
        told: outcomes[sender]!.told[index]!,
        beganAt: outcomes[sender]!.beganAt[index]!,
      })),
    )
    told.attempts += tried.length
    judge(model, at, tried, withdrawnAt, { wrong, reasons, examples })
    for (const person of racing) model.withdraw(person)
    spare = spare.slice(-200)
  }
  for (const sender of senders) sender.send('stop')
  await Promise.all(senders.map((sender) => once(sender, 'exit')))
  const isAsStored = (await countStored(db)) === (reasons.get('delivered') ?? 0)
  return { ...told, members: persons.length, days, reasons, wrong, examples, isAsStored }

  /** Between two rounds: what nobody races with. */
  async function live(at: Date): Promise<void> {
    for (let turn = 0; turn < 25; turn++) {
      const person = random.below(persons.length)
      const isYes = random.chance(0.7)
      await say(person, at, isYes)
      if (isYes) model.give(person)
      else model.withdraw(person)
      told[isYes ? 'given' : 'withdrawn']++
    }
    const [first, second, gone] = [0, 0, 0].map(() => random.below(persons.length))
    const alone = [first!, second!].every((one) => model.personsOf(one).length === 1)
    if (first !== second && alone && model.humanOf[second!] === second) {
      await db`insert into pool.alias values (${ids[first!]}, ${ids[first!]}),
        (${ids[second!]}, ${ids[first!]})`
      model.join(first!, second!)
      told.merged++
    }
    if (random.chance(0.5)) {
      await db`update pool.member set closed_at = ${at}
        where id = ${ids[gone!]} and closed_at is null`
      if (persons[gone!]!.isMember) persons[gone!]!.isClosed = true
    }
  }

  async function say(person: number, now: Date, isYes: boolean): Promise<void> {
    const consent = { personId: ids[person]!, purpose: 'marketing', channel: 'inbox' } as const
    const act = isYes ? giveConsent : withdrawConsent
    await db.begin((tx) => act(tx, { ...consent, how: 'shop', now }))
  }

  /** When each of these withdrawals was durable, by the clock of this machine. */
  async function withdrawWhileSending(racing: number[], at: Date): Promise<Map<number, number>> {
    const done = new Map<number, number>()
    for (const person of racing) {
      await say(person, addMs(at, 1), false)
      done.set(person, Date.now())
      told.withdrawn++
      told.racing++
    }
    return done
  }

  async function ask(sender: ChildProcess, list: Tried[], at: Date): Promise<Outcomes> {
    if (list.length === 0) return { told: [], beganAt: [] }
    const orders: Orders = {
      at: at.toISOString(),
      templateId,
      ids: list.map((one) => one.id),
      members: list.map((one) => ids[one.person]!),
      classes: list.map((one) => one.class),
    }
    const answer = Promise.withResolvers<Outcomes>()
    const die = () => answer.reject(new Error('a sender died'))
    sender.once('exit', die)
    sender.once('message', (outcomes: Outcomes) => answer.resolve(outcomes))
    sender.send(orders)
    const outcomes = await answer.promise
    sender.off('exit', die)
    return outcomes
  }
}

/** Messages in inboxes, each with its send; nothing is stored once only. */
async function countStored(db: Db): Promise<number> {
  const [row] = await db<{ count: number }>`
    select count(*) from pool.message
    join pool.send on send.member_id = message.member_id and send.message_id = message.id`
  const [sends] = await db<{ count: number }>`select count(*) from pool.send`
  return row!.count === sends!.count ? row!.count : -1
}
