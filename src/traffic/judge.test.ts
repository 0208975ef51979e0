/** Verdicts over made traffic in which every fake is known. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readAgent } from './agent.ts'
import { judgeHour, verdictOf } from './judge.ts'
import type { Evidence } from './judge.ts'

const hour = Date.parse('2026-11-20T04:00:00Z')
const minute = 60_000

/** The same numbers every time. */
function chances(seed: number) {
  let state = seed
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32
    return state / 2 ** 32
  }
}

let made = 0
function visit(of: Partial<Evidence>): Evidence {
  const id = `visit ${made++}`
  return {
    id,
    personId: `person of ${id}`,
    at: new Date(hour),
    channelId: 'bought',
    linkId: 'link',
    address: `home ${id}`,
    agent: `phone ${made % 40}`,
    signs: [],
    isConfirmed: true,
    hasActed: false,
    signUps: 0,
    ...of,
  }
}

/** People of a shop: homes and offices, some behind one network of a carrier; one in fifty leaves at once. */
function people(count: number, chance: () => number, of: Partial<Evidence> = {}): Evidence[] {
  return Array.from({ length: count }, () =>
    visit({
      at: new Date(hour + chance() * 60 * minute),
      isConfirmed: chance() > 0.02,
      hasActed: chance() < 0.6,
      agent: `phone ${Math.floor(chance() ** 2 * 60)}`,
      ...(chance() < 0.3 && { address: `carrier ${Math.floor(chance() * 3)}` }),
      ...of,
    }),
  )
}

const many = (count: number, of: (n: number) => Partial<Evidence>) =>
  Array.from({ length: count }, (_, n) => visit(of(n)))

const patient = 'a patient farm'

/** Ways to sell visits that nobody made; the last one no rule can tell from people. */
function fakes(chance: () => number): Record<string, Evidence[]> {
  const any = () => new Date(hour + chance() * 60 * minute)
  return {
    scripts: many(200, () => ({
      at: any(),
      signs: readAgent('curl/8.5').signs,
      isConfirmed: false,
    })),
    headless: many(200, () => ({ at: any(), signs: readAgent('HeadlessChrome/130').signs })),
    'a farm in one room': many(300, () => ({ at: any(), address: 'farm', agent: 'farm phone' })),
    'a clock behind proxies': many(150, (n) => ({
      at: new Date(hour + n * 20_000 + chance() * 1_000),
      agent: 'clock',
    })),
    'sign-ups for a reward': many(20, () => ({
      at: any(),
      address: 'desk',
      agent: 'desk',
      signUps: 1,
      hasActed: true,
    })),
    'visitors who only come': many(400, () => ({ at: any(), channelId: 'sold', linkId: 'sold' })),
    [patient]: many(60, () => ({ at: any(), hasActed: chance() < 0.5 })),
  }
}

test('people keep their verdict and planted fakes lose it: precision above 97 %, recall above 90 %', () => {
  const chance = chances(7)
  const real = [
    ...people(3_000, chance),
    ...people(800, chance, { channelId: 'own', linkId: null }),
  ]
  const planted = fakes(chance)
  const fake = Object.values(planted).flat()
  const found = judgeHour([...real, ...fake])
  const isLeftOut = ({ id }: Evidence) => verdictOf(found.get(id)!) !== 'real'

  const caught = fake.filter(isLeftOut).length
  // A person who left before the page ran is left out too: it cannot be told from a program.
  const left = real.filter((one) => !one.isConfirmed).length
  const accused = real.filter((one) => one.isConfirmed && isLeftOut(one)).length
  const [precision, recall] = [caught / (caught + accused), caught / fake.length]
  console.log(
    `precision ${(precision * 100).toFixed(1)} %, recall ${(recall * 100).toFixed(1)} %: ` +
      `${caught} of ${fake.length} fakes, ${accused} of ${real.length} people, ` +
      `and ${left} people who left before the page ran`,
  )
  assert.ok(precision > 0.97 && recall > 0.9)
  for (const [kind, those] of Object.entries(planted))
    if (kind !== patient) assert.ok(those.filter(isLeftOut).length / those.length > 0.95, kind)
})

test('a network of many people with many browsers is no crowd, and a quiet hour has no rhythm', () => {
  const chance = chances(11)
  const carrier = people(500, chance, { address: 'carrier', isConfirmed: true })
  assert.deepEqual([...judgeHour(carrier).values()].flat(), [])
  const few = many(19, (n) => ({ at: new Date(hour + n * 60_000), agent: 'one', address: 'one' }))
  assert.deepEqual([...judgeHour(few).values()].flat(), [])
})

test('one sign that people give too makes a visit suspect, two or one of a robot make it fake', () => {
  assert.equal(verdictOf([]), 'real')
  assert.equal(verdictOf(['no_page']), 'suspect')
  assert.equal(verdictOf(['no_page', 'idle_crowd']), 'fake')
  assert.equal(verdictOf(['headless']), 'fake')
})

test('browsers of people are no robots, and tools that say so are', () => {
  const phone =
    'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 MicroMessenger/8.0.49'
  assert.deepEqual(readAgent(phone), { device: 'phone', signs: [] })
  const android =
    'Mozilla/5.0 (Linux; Android 14; CUBOT X90) AppleWebKit/537.36 Chrome/126 Mobile Safari/537.36'
  assert.deepEqual(readAgent(android), { device: 'phone', signs: [] })
  const tablet =
    'Mozilla/5.0 (Linux; Android 14; SM-X910) AppleWebKit/537.36 Chrome/126 Safari/537.36'
  assert.equal(readAgent(tablet).device, 'tablet')
  const desk =
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126 Safari/537.36'
  assert.deepEqual(readAgent(desk), { device: 'desktop', signs: [] })
  assert.deepEqual(readAgent(''), { device: 'robot', signs: ['no_agent'] })
  assert.deepEqual(readAgent('python-requests/2.32').signs, ['robot_agent'])
  assert.deepEqual(readAgent('Mozilla/5.0 HeadlessChrome/130.0').signs, ['headless'])
})
