/** Costs: corrections keep history, and a file tells its bad rows and stops at none. */
import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'
import { test } from 'node:test'
import { testDb } from '#test/db.ts'
import type { TestDb } from '#test/db.ts'
import { addCampaign } from './campaign.ts'
import { addChannel } from './channel.ts'
import { listCosts, noteCost, noteCosts } from './cost.ts'
import { readCostFile, takeCosts } from './cost-csv.ts'

const now = new Date('2026-11-20T04:00:00Z')
const by = randomUUIDv7()
const term = { from: '2026-11-01', to: '2026-11-30' }

test('a correction takes the place of a cost and keeps it, and the same again changes nothing', async () => {
  await using db = await testDb()
  const { channelId } = await aChannel(db)
  const cost = {
    channelId,
    campaignId: null,
    day: '2026-11-19',
    costFen: 100_00,
    impressions: null,
    clicks: 40,
  }
  const note = (of: Partial<typeof cost>) =>
    db.begin((tx) => noteCost(tx, { ...cost, ...of }, { by, now }))
  assert.deepEqual(await note({}), { fresh: true })
  assert.deepEqual(await note({}), { fresh: false })
  assert.deepEqual(await note({ costFen: 120_00 }), { fresh: true })
  const rows = await listCosts(db, { channelId, ...term })
  assert.deepEqual(
    rows.map(({ costFen, replacedAt }) => [costFen, replacedAt !== null]),
    [
      [120_00, false],
      [100_00, true],
    ],
  )
})

test('two who note the same day at once leave one cost that holds', async () => {
  await using db = await testDb()
  const { channelId } = await aChannel(db)
  const cost = { channelId, campaignId: null, day: '2026-11-19', impressions: null, clicks: null }
  await Promise.all(
    Array.from({ length: 8 }, (_, n) =>
      db.begin((tx) => noteCosts(tx, [{ ...cost, costFen: n }], { by, now })),
    ),
  )
  const rows = await listCosts(db, { channelId, ...term })
  assert.equal(rows.filter(({ replacedAt }) => replacedAt === null).length, 1)
  assert.equal(rows.length, 8)
})

test('a day that has not begun, an unknown channel and an unknown campaign are refused', async () => {
  await using db = await testDb()
  const { channelId } = await aChannel(db)
  const cost = {
    channelId,
    campaignId: null,
    day: '2026-11-20',
    costFen: 1,
    impressions: null,
    clicks: null,
  }
  const codeOf = (of: object) =>
    db
      .begin((tx) => noteCost(tx, { ...cost, ...of }, { by, now }))
      .then(
        () => 'noted',
        (error: { code: string }) => error.code,
      )
  assert.equal(await codeOf({}), 'noted')
  assert.equal(await codeOf({ day: '2026-11-21' }), 'wrong_days')
  assert.equal(await codeOf({ channelId: randomUUIDv7() }), 'channel_not_found')
  assert.equal(await codeOf({ campaignId: randomUUIDv7() }), 'campaign_not_found')
})

const file = `\uFEFF日期,渠道,活动,花费,曝光,点击
2026-11-18,小红书,,"1,234.50",5000,85
2026/11/19,小红书,春季,12,,
20261119,小红书,,12.345,,
2026-02-30,小红书,,1,,
2026-12-01,小红书,,1,,
2026-11-17,没有的,,1,,
2026-11-17,小红书,没有的,-1,x,
2026-11-18,小红书,,9,,
2026-11-16,小红书,,=1+1,,
`

test('a file is looked at without writing, then taken; its bad rows are told with line and reason', async () => {
  await using db = await testDb()
  await aChannel(db)
  const take = async (text: string | Buffer, isPreview: boolean) =>
    takeCosts(db, { file: await readCostFile(Buffer.from(text)), now, by, isPreview })
  const looked = await take(file, true)
  assert.deepEqual([looked.rows, looked.fresh, looked.same, looked.totalFen], [9, 2, 0, 1_246_50])
  assert.deepEqual(
    looked.faults.map(({ line, column, reason }) => `${line} ${column} ${reason}`),
    [
      '4 cost no_amount',
      '5 day no_day',
      '6 day day_ahead',
      '7 channel unknown_channel',
      '8 campaign unknown_campaign',
      '8 cost no_amount',
      '8 impressions no_count',
      '9 null twice',
      '10 cost no_amount',
    ],
  )
  assert.equal((await listCosts(db, term)).length, 0, 'nothing was written')
  assert.equal((await take(file, false)).fresh, 2)
  const again = await take(file, false)
  assert.deepEqual([again.fresh, again.same], [0, 2])
  assert.equal((await listCosts(db, term)).length, 2)
})

test('a file in GBK is read, and one without its columns, or too long, is refused', async () => {
  await using db = await testDb()
  await aChannel(db)
  // "日期,渠道,费用" and a row, as Excel in China saves them.
  const gbk = Buffer.concat([
    Buffer.from('c8d5c6da2cc7feb5c02cb7d1d3c30a', 'hex'),
    Buffer.from('323032362d31312d31382cd0a1baecb2e92c350a', 'hex'),
  ])
  const wrongName = await takeCosts(db, { file: await readCostFile(gbk), now, by, isPreview: true })
  assert.equal(wrongName.faults[0]!.reason, 'unknown_channel')
  assert.equal(wrongName.faults[0]!.value, '小红查')
  const codeOf = (text: string) =>
    readCostFile(Buffer.from(text)).then(
      () => 'read',
      (error: { code: string }) => error.code,
    )
  assert.equal(await codeOf('day,cost\n2026-11-18,1\n'), 'cost_columns')
  assert.equal(await codeOf('day,channel,cost,spend\n'), 'cost_columns')
  assert.equal(await codeOf(''), 'cost_columns')
  assert.equal(await codeOf(`day,channel,cost\n${'x,y,1\n'.repeat(20_001)}`), 'cost_file_too_long')
})

async function aChannel(db: TestDb): Promise<{ channelId: string }> {
  return db.begin(async (tx) => {
    const { id } = await addChannel(tx, {
      name: '小红书',
      kind: 'opinion_leader',
      ownerId: by,
      now,
    })
    await addCampaign(tx, {
      name: '春季',
      ownerId: by,
      route: 'trust',
      scene: 'x',
      circle: 'x',
      content: 'x',
      startsOn: '2026-11-01',
      endsOn: null,
      now,
    })
    return { channelId: id }
  })
}
