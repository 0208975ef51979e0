import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ApiError } from '#web/kit/client.ts'
import { createTeller } from './facts.ts'

type Sent = { id: string; kind: string }[]

/** A tab that forgets nothing, in which time passes when it is told to. */
function aTab(answer: (facts: Sent, call: number) => unknown = () => null) {
  const kept = new Map<string, string>()
  const store = {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
  }
  const sent: Sent[] = []
  const waits: number[] = []
  let work: (() => void) | undefined
  const tab = {
    kept,
    sent,
    waits,
    now: Date.parse('2026-11-20T04:00:00Z'),
    open: () =>
      createTeller({
        store,
        shared: store,
        now: () => tab.now,
        later: (next, ms) => {
          work = next
          waits.push(ms)
        },
        async send(facts) {
          sent.push(facts)
          answer(facts, sent.length)
        },
      }),
    /** What was planned happens; answers whether anything was. */
    async passes() {
      const planned = work
      work = undefined
      planned?.()
      await new Promise((resolve) => setTimeout(resolve))
      return planned !== undefined
    },
  }
  return tab
}
const offline = () => {
  throw new ApiError(0, { code: 'offline' })
}

test('what is told in a while goes in one call, after the visit it belongs to, and is then forgotten', async () => {
  const tab = aTab()
  const { tell, waiting } = tab.open()
  tell({ kind: 'searched' })
  tell({ kind: 'checked_out' })
  assert.equal(tab.waits.length, 1)
  await tab.passes()
  assert.deepEqual(
    tab.sent.map((facts) => facts.map(({ kind }) => kind)),
    [['visited', 'searched', 'checked_out']],
  )
  for (const { id } of tab.sent.flat())
    assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/)
  assert.equal(waiting().length, 0)
  assert.equal(await tab.passes(), false)
})

test('without an answer the same facts are told again, later each time, also after a reload', async () => {
  const tab = aTab((_, call) => call <= 3 && offline())
  tab.open().tell({ kind: 'searched' })
  await tab.passes()
  await tab.passes()
  const { waiting } = tab.open() // the page was loaded anew
  await tab.passes()
  assert.deepEqual(tab.waits, [5_000, 10_000, 20_000, 5_000, 10_000].slice(0, tab.waits.length))
  await tab.passes()
  const ids = tab.sent.map((facts) => facts.map(({ id }) => id).join())
  assert.equal(tab.sent.length, 4)
  assert.equal(new Set(ids).size, 1)
  assert.equal(waiting().length, 0)
})

test('a busy server is asked again, one that refuses is not', async () => {
  const busy = aTab((_, call) => {
    if (call === 1) throw new ApiError(503, { code: 'unavailable' })
  })
  const page = busy.open()
  page.tell({ kind: 'searched' })
  await busy.passes()
  assert.equal(page.waiting().length, 2)
  await busy.passes()
  assert.equal(page.waiting().length, 0)

  const refusing = aTab(() => {
    throw new ApiError(400, { code: 'invalid_input' })
  })
  const other = refusing.open()
  other.tell({ kind: 'searched' })
  await refusing.passes()
  assert.equal(other.waiting().length, 0)
})

test('a long time without a network keeps the newest, and no more than a tab should', async () => {
  const tab = aTab(offline)
  const { tell } = tab.open()
  for (let n = 0; n < 700; n++) tell({ kind: 'searched' })
  const kept = JSON.parse(tab.kept.get('tessera.facts')!) as Sent
  assert.equal(kept.length, 500)
  assert.ok(kept.every(({ kind }) => kind === 'searched'))
  await tab.passes()
  assert.equal(tab.sent[0]!.length, 100)
})

test('what happens while a call is under way is told by the next one', async () => {
  const tab = aTab()
  const { tell, waiting } = tab.open()
  tell({ kind: 'searched' })
  const flushing = tab.passes()
  tell({ kind: 'checked_out' })
  await flushing
  assert.deepEqual(
    waiting().map(({ kind }) => kind),
    ['checked_out'],
  )
})

test('a visit begins anew after half an hour in which nothing was done, in whatever tab', async () => {
  const tab = aTab()
  const visits = () => {
    const kept = JSON.parse(tab.kept.get('tessera.facts')!) as Sent
    return kept.filter(({ kind }) => kind === 'visited').length
  }
  const first = tab.open()
  first.come()
  tab.now += 29 * 60_000
  tab.open().come()
  assert.equal(visits(), 1)
  tab.now += 29 * 60_000
  first.tell({ kind: 'searched' })
  tab.now += 30 * 60_000
  first.come()
  assert.equal(visits(), 2)
})

test('whatever stands in the browser’s storage, a fact is told', async () => {
  for (const text of ['', 'x', '{}', 'null', '7']) {
    const tab = aTab()
    tab.kept.set('tessera.facts', text)
    tab.kept.set('tessera.seenAt', text)
    tab.open().tell({ kind: 'searched' })
    await tab.passes()
    assert.deepEqual(
      tab.sent[0]!.map(({ kind }) => kind),
      ['visited', 'searched'],
    )
  }
})
