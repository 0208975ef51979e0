/** A notice counts when its raw bytes are signed, in time, for us (A0-2, A0-5). */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { addMs } from '#platform/clock.ts'
import { flip, flipBit, seeded } from './bit-flips.ts'
import { type World } from './world.ts'

export function describeNotices(world: World): void {
  const { paidAtCashier, aNotice, read, refuses } = world
  void describe('notices (A0-2, A0-5)', () => {
    test('a paid charge is told by a notice that says the same as a question', async () => {
      const { charge, notice } = await aNotice()
      assert.deepEqual(await read(notice), await world.adapter.query([charge.number]))
    })

    test('one notice read 100 times, 10 at a time, says the same each time', async () => {
      const { notice } = await aNotice()
      const first = await read(notice)
      for (let round = 0; round < 10; round++) {
        const ten = await Promise.all(Array.from({ length: 10 }, () => read(notice)))
        for (const outcomes of ten) assert.deepEqual(outcomes, first)
      }
    })

    test('notices may come twice and in any order, each true of its own time', async () => {
      await world.twin.notices()
      world.twin.nextNotice('duplicate')
      const charge = await paidAtCashier()
      const both = await Promise.all((await world.twin.notices()).map((notice) => read(notice)))
      assert.equal(both.length, 2)
      assert.deepEqual(both[0], both[1])
      assert.equal(both[0]![0]!.number, charge.number)
      world.twin.nextNotice('reorder')
      const charges = [await paidAtCashier(), await paidAtCashier()]
      const later = await Promise.all((await world.twin.notices()).map((notice) => read(notice)))
      assert.deepEqual(
        later.map(([outcome]) => outcome!.number).toSorted(),
        charges.map(({ number }) => number).toSorted(),
      )
    })

    test('a notice whose amount is wrong but well signed is passed on as it says', async () => {
      await world.twin.notices()
      world.twin.nextNotice('wrong_amount')
      const { notice } = await aNotice()
      assert.equal((await read(notice))[0]!.amountFen, 10_001)
    })

    for (const fault of ['wrong_signature', 'stale_timestamp'] as const) {
      test(`a notice with ${fault} is refused`, async () => {
        await world.twin.notices()
        world.twin.nextNotice(fault)
        const { notice } = await aNotice()
        await refuses(notice)
      })
    }

    test('the same contents in other bytes are refused', async () => {
      const { notice } = await aNotice()
      const text = notice.rawBody.toString('utf8')
      const value = JSON.parse(text) as { recipient: string; outcomes: object[] }
      const { recipient, outcomes } = value
      const escaped = `\\u${recipient.charCodeAt(0).toString(16).padStart(4, '0')}`
      const changed = {
        'keys in another order': JSON.stringify({ outcomes, recipient }),
        'more whitespace': JSON.stringify(value, null, 1),
        'a line end after it': `${text}\n`,
        'a byte order mark': `\uFEFF${text}`,
        'an escaped letter': text.replace(recipient[0]!, escaped),
        'a key given twice': text.replace('{', `{"recipient":${JSON.stringify(recipient)},`),
        'nothing at all': '',
        'no JSON': 'paid!',
      }
      for (const [title, body] of Object.entries(changed)) {
        assert.notEqual(body, text, title)
        await refuses({ ...notice, rawBody: Buffer.from(body) })
      }
    })

    test('a notice older or newer than five minutes is refused', async () => {
      const { notice } = await aNotice()
      const body = notice.rawBody
      const now = new Date(1_800_000_000_000)
      for (const seconds of [-300, 300, -301, 301, 86_400])
        await refuses(
          { rawBody: body, headers: world.twin.sign(body, addMs(now, seconds * 1000)) },
          now,
        )
      for (const seconds of [-299, 0, 299])
        await read(
          { rawBody: body, headers: world.twin.sign(body, addMs(now, seconds * 1000)) },
          now,
        )
    })

    test('a notice for another merchant is refused', async () => {
      const { notice } = await aNotice()
      const { outcomes } = JSON.parse(notice.rawBody.toString('utf8')) as { outcomes: unknown }
      for (const recipient of ['somebody-else', '', null, undefined]) {
        const rawBody = Buffer.from(JSON.stringify({ recipient, outcomes }))
        await refuses({ rawBody, headers: world.twin.sign(rawBody, new Date()) })
      }
    })

    test('well-signed nonsense is refused', async () => {
      const { notice } = await aNotice()
      const text = notice.rawBody.toString('utf8')
      for (const body of [
        '',
        'null',
        '[]',
        '{}',
        text.replace('"CNY"', '"USD"'),
        text.replace('"done"', '"paid"'),
        text.replace(/"amountFen":\d+/, '"amountFen":-1'),
        text.replace(/"amountFen":\d+/, '"amountFen":1.5'),
        text.replace(/"amountFen":\d+/, '"amountFen":9007199254740992'),
        text.replace(/"amountFen":\d+/, '"amountFen":"100"'),
      ]) {
        const rawBody = Buffer.from(body)
        await refuses({ rawBody, headers: world.twin.sign(rawBody, new Date()) })
      }
    })

    test('a signature counts only for the bytes, the time and the nonce it was made for', async () => {
      const one = (await aNotice()).notice
      const two = (await aNotice()).notice
      await refuses({ rawBody: one.rawBody, headers: two.headers })
      for (const name of Object.keys(one.headers)) {
        const { [name]: given, ...without } = one.headers
        if (!/timestamp|nonce|serial|signature/.test(name)) continue
        await refuses({ rawBody: one.rawBody, headers: without })
        await refuses({ rawBody: one.rawBody, headers: { ...one.headers, [name]: '' } })
        await refuses({
          rawBody: one.rawBody,
          headers: { ...one.headers, [name]: `${String(given)} ` },
        })
        const twice = `${String(given)}, ${String(given)}`
        await refuses({ rawBody: one.rawBody, headers: { ...one.headers, [name]: twice } })
      }
    })

    test('20,000 notices with a few bits flipped: none accepted, none breaks the reader', async () => {
      const { notice } = await aNotice()
      const signed = Object.keys(notice.headers).filter((name) =>
        /timestamp|nonce|serial|signature/.test(name),
      )
      const random = seeded(20_261_122)
      let refused = 0
      for (let run = 0; run < 20_000; run++) {
        const rawBody = Buffer.from(notice.rawBody)
        const headers = { ...notice.headers }
        const name = signed[random(signed.length)]!
        if (run % 4 === 0) headers[name] = flip(Buffer.from(String(headers[name])), random)
        else for (let flips = 0; flips <= run % 3; flips++) flipBit(rawBody, random)
        // Two flips of the same bit undo each other.
        if (run % 4 !== 0 && rawBody.equals(notice.rawBody)) flipBit(rawBody, random)
        await world.adapter.readNotice(rawBody, headers, new Date()).then(
          () => assert.fail(`accepted in run ${run}: ${rawBody.toString('latin1')}`),
          (error: { code?: string }) => {
            assert.equal(error.code, 'notice_refused')
            refused++
          },
        )
      }
      assert.equal(refused, 20_000)
    })
  })
}
