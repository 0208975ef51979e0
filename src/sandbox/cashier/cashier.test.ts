import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { addMs } from '#platform/clock.ts'
import type { Db } from '#platform/db.ts'
import { testDb } from '#test/db.ts'
import { checkBooks } from '../books-check.ts'
import { carryOutAll } from '../carry-out.ts'
import { type TestSandbox, testSandbox } from '../for-tests.ts'
import { words } from './words.ts'

const start = new Date('2026-11-22T08:00:00Z')
const payBy = addMs(start, 600_000)
const returnUrl = 'http://127.0.0.1:9/orders/1?a=1&b=2'

type Told = { number: string; status: string; at: string; reason?: string }

/**
 * An institution with one waiting charge, a clock to move, and a merchant that keeps what it hears.
 */
async function aCashier(options: { subject?: string; amountFen?: number } = {}) {
  const db = await testDb()
  const time = { now: start }
  const heard: Told[] = []
  const merchant = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const notice = JSON.parse(Buffer.concat(chunks).toString()) as { outcomes: Told[] }
      heard.push(...notice.outcomes)
      response.writeHead(204).end()
    })
  })
  await new Promise<void>((resolve) => merchant.listen(0, '127.0.0.1', resolve))
  const sandbox = await testSandbox(db, { clock: () => time.now, worksByItself: false })
  sandbox.notify(`http://127.0.0.1:${(merchant.address() as AddressInfo).port}/`)
  const token = await openCharge(db, options)
  const dispose = async () => {
    await sandbox[Symbol.asyncDispose]()
    merchant.close()
    await db[Symbol.asyncDispose]()
  }
  const url = `${sandbox.url}/cashier/${token}`
  return { db, time, heard, sandbox, url, [Symbol.asyncDispose]: dispose }
}

async function openCharge(db: Db, { subject = 'Order 1', amountFen = 12_345 }) {
  const token = randomUUID()
  const charge = { kind: 'charge', number: randomUUID(), amountFen, method: 'cashier' } as const
  await carryOutAll(db, {
    instructions: [{ ...charge, payer: 'payer', subject, payBy, returnUrl }],
    now: start,
    isReplay: false,
    openingFen: 1_000_000_00,
    newInstitutionNumber: () => 'SBX-test',
    newToken: () => token,
  })
  return token
}

async function closeForMerchant(db: Db) {
  const [charge] = await db<{ number: string }>`select number from sandbox.charge`
  const close = { kind: 'close', number: randomUUID(), chargeNumber: charge!.number } as const
  const [answer] = await carryOutAll(db, {
    instructions: [close],
    now: start,
    isReplay: false,
    openingFen: 0,
    newInstitutionNumber: () => 'SBX-test',
    newToken: randomUUID,
  })
  return answer === 'number_reused' ? answer : answer!.reason
}

const read = async (url: string, language = 'en') => {
  const response = await fetch(url, { headers: { 'accept-language': language } })
  return { response, text: await response.text() }
}
const press = (url: string, act: string, more: Record<string, string> = {}) =>
  fetch(url, {
    method: 'POST',
    body: new URLSearchParams({ act, ...more }),
    headers: { 'accept-language': 'en' },
    redirect: 'manual',
  })
/** Where a press leads, with the institution's own address left out. */
const leadsTo = (response: Response) => {
  assert.equal(response.status, 303)
  return response.headers.get('location')
}
const state = async (db: Db) => {
  const [row] = await db<{ state: string; frozenFen: number; balanceFen: number }>`
    select state, frozen_fen, balance_fen from sandbox.charge join sandbox.payer using (payer)`
  return row!
}
const news = async (sandbox: TestSandbox, heard: Told[]) => {
  await sandbox.work()
  return heard.splice(0).map(({ status }) => status)
}

test('pay takes the money, tells the shop and goes back to it', async () => {
  await using cashier = await aCashier()
  const { db, sandbox, heard, url } = cashier
  assert.equal(leadsTo(await press(url, 'pay')), returnUrl)
  assert.deepEqual(await state(db), {
    state: 'paid',
    frozenFen: 12_345,
    balanceFen: 1_000_000_00 - 12_345,
  })
  assert.deepEqual(await news(sandbox, heard), ['done'])
  assert.deepEqual(await checkBooks(db), [])
})

test('a double press pays once', async () => {
  await using cashier = await aCashier()
  const { db, sandbox, heard, url } = cashier
  const presses = await Promise.all(Array.from({ length: 10 }, () => press(url, 'pay')))
  for (const one of presses) assert.equal(leadsTo(one), returnUrl)
  assert.equal((await state(db)).frozenFen, 12_345)
  assert.deepEqual(await news(sandbox, heard), ['done'])
})

test('pay and close pressed at once end in one of the two', async () => {
  await using cashier = await aCashier()
  const { db, sandbox, heard, url } = cashier
  await Promise.all([press(url, 'pay'), press(url, 'close')])
  const { state: ended, frozenFen } = await state(db)
  assert.deepEqual(await news(sandbox, heard), [ended === 'paid' ? 'done' : 'closed'])
  assert.equal(frozenFen, ended === 'paid' ? 12_345 : 0)
})

test('fail leaves the charge waiting and says so; the next attempt may succeed', async () => {
  await using cashier = await aCashier()
  const { db, sandbox, heard, url } = cashier
  const next = leadsTo(await press(url, 'fail'))!
  const { text } = await read(sandbox.url + next)
  assert.ok(text.includes(words.en.refused))
  assert.equal((await state(db)).state, 'waiting')
  assert.deepEqual(await news(sandbox, heard), [])
  assert.equal(leadsTo(await press(url, 'pay')), returnUrl)
})

test('close without paying closes the charge and goes back', async () => {
  await using cashier = await aCashier()
  const { db, sandbox, heard, url } = cashier
  assert.equal(leadsTo(await press(url, 'close')), returnUrl)
  assert.equal((await state(db)).state, 'closed')
  assert.deepEqual(await news(sandbox, heard), ['closed'])
  await press(url, 'pay')
  assert.equal((await state(db)).frozenFen, 0)
})

test('pay and close the page takes the money, tells the shop, and does not go back', async () => {
  await using cashier = await aCashier()
  const { db, sandbox, heard, url } = cashier
  const next = leadsTo(await press(url, 'pay_and_leave'))!
  assert.match(next, /^\/cashier\//)
  const { text } = await read(sandbox.url + next)
  assert.ok(text.includes(words.en.left))
  assert.ok(!text.includes(words.en.backToShop))
  assert.equal((await state(db)).state, 'paid')
  assert.deepEqual(await news(sandbox, heard), ['done'])
})

test('pay late arrives after the deadline, cannot be stopped, and is dated then', async () => {
  await using cashier = await aCashier()
  const { db, sandbox, heard, url, time } = cashier
  const next = leadsTo(await press(url, 'pay_late', { lateMinutes: '5' }))!
  assert.ok((await read(sandbox.url + next)).text.includes(words.en.onItsWay))
  time.now = addMs(payBy, 5 * 60_000 - 1)
  assert.deepEqual(await news(sandbox, heard), [])
  await press(url, 'close')
  assert.equal(await closeForMerchant(db), 'already_paid')
  assert.equal((await state(db)).state, 'waiting')
  time.now = addMs(payBy, 5 * 60_000)
  await sandbox.work()
  const [told] = heard
  assert.deepEqual([told!.status, new Date(told!.at)], ['done', time.now])
  assert.equal((await state(db)).frozenFen, 12_345)
})

test('after the deadline nothing can be paid, neither now nor late', async () => {
  await using cashier = await aCashier()
  const { db, sandbox, url, time } = cashier
  time.now = payBy
  for (const act of ['pay', 'pay_late', 'pay_notify_twice']) {
    // Either the deadline is seen here, or the institution has closed the charge just before.
    await press(url, act)
    await sandbox.work()
    assert.deepEqual([(await state(db)).state, (await state(db)).frozenFen], ['closed', 0])
  }
})

test('notify twice, out of order and late tell the shop exactly so', async () => {
  {
    await using cashier = await aCashier()
    await press(cashier.url, 'pay_notify_twice')
    assert.deepEqual(await news(cashier.sandbox, cashier.heard), ['done', 'done'])
  }
  {
    await using cashier = await aCashier()
    const { sandbox, heard, url, time } = cashier
    await press(url, 'pay_notify_out_of_order')
    assert.deepEqual(await news(sandbox, heard), ['done'])
    time.now = addMs(start, 2_000)
    assert.deepEqual(await news(sandbox, heard), ['waiting'])
    time.now = addMs(start, 4_000)
    assert.deepEqual(await news(sandbox, heard), ['closed'])
    // And nothing of that is true: a question still finds it paid.
    assert.equal((await state(cashier.db)).state, 'paid')
  }
  await using cashier = await aCashier()
  const { sandbox, heard, url, time } = cashier
  await press(url, 'pay_notify_late', { noticeDelaySeconds: '60' })
  time.now = addMs(start, 59_999)
  assert.deepEqual(await news(sandbox, heard), [])
  time.now = addMs(start, 60_000)
  assert.deepEqual(await news(sandbox, heard), ['done'])
})

test('who has too little money is told, and keeps it', async () => {
  await using cashier = await aCashier({ amountFen: 1_000_000_01 })
  const { db, sandbox, url } = cashier
  const next = leadsTo(await press(url, 'pay'))!
  assert.ok((await read(sandbox.url + next)).text.includes(words.en.insufficient))
  const { state: stillWaits, balanceFen } = await state(db)
  assert.deepEqual([stillWaits, balanceFen], ['waiting', 1_000_000_00])
})

test('the page says the amount, the subject, the time left, and that no real money moves', async () => {
  await using cashier = await aCashier({ subject: '<b>订单</b> & "1"' })
  const { url, time } = cashier
  time.now = addMs(start, 1000)
  const english = await read(url, 'en-GB,en;q=0.9')
  for (const said of ['CN¥123.45', '&#60;b&#62;订单&#60;/b&#62; &#38; &#34;1&#34;', '9:59'])
    assert.ok(english.text.includes(said), said)
  assert.ok(english.text.includes(words.en.banner))
  assert.ok(english.text.includes('<html lang="en">'))
  const chinese = await read(url, 'fr, zh-TW;q=0.8, en;q=0.5')
  assert.ok(chinese.text.includes('¥123.45'))
  assert.ok(chinese.text.includes(words['zh-CN'].banner))
  assert.ok((await read(`${url}?lang=en`, 'zh')).text.includes('<html lang="en">'))
  assert.ok((await read(`${url}?lang=zh-CN`, 'en')).text.includes('<html lang="zh-CN">'))
})

test('the page runs no foreign script, leaks no address, and is kept by nobody', async () => {
  await using cashier = await aCashier()
  const { url, sandbox } = cashier
  const { response, text } = await read(url)
  const policy = response.headers.get('content-security-policy')!
  assert.match(policy, /default-src 'none'; style-src 'self'; script-src 'self'/)
  assert.match(policy, /form-action 'self' http:\/\/127\.0\.0\.1:9;/)
  assert.match(policy, /frame-ancestors 'none'/)
  assert.ok(!policy.includes('unsafe'))
  assert.equal(response.headers.get('referrer-policy'), 'no-referrer')
  assert.equal(response.headers.get('cache-control'), 'no-store')
  assert.ok(!/<script(?![^>]* src=)|<style|\son\w+=|\sstyle=/.test(text))
  for (const asset of text.match(/\/cashier\/assets\/[\w.]+/g)!)
    assert.equal((await fetch(sandbox.url + asset)).status, 200)
})

test('a guessed or cut address finds nothing, and pays nothing', async () => {
  await using cashier = await aCashier()
  const { db, url } = cashier
  for (const guess of [url.slice(0, -1), `${url}x`, url.replace(/[^/]+$/, 'cashier_token')]) {
    assert.equal((await read(guess)).response.status, 404)
    await press(guess, 'pay')
  }
  for (const act of ['', 'gift', 'pay_late']) {
    const { status } = await press(url, act, { lateMinutes: '100000' })
    assert.equal(status, 400)
  }
  assert.equal((await state(db)).state, 'waiting')
})
