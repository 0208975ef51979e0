import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'
import { test } from 'node:test'
import { testDb } from '#test/db.ts'
import { aMember, aSend, aTemplate, noon, sendOne } from './attention.fixture.ts'
import { changeTemplate, getTemplate } from './template.ts'

const by = { by: { kind: 'staff', id: randomUUIDv7() }, now: noon }
const text = {
  name: 'autumn',
  titleZh: '晚秋',
  titleEn: 'Late autumn',
  bodyZh: '茶',
  bodyEn: 'Tea',
}

test('words stay as they were once somebody was sent them, by whatever way, and say so before', async () => {
  await using db = await testDb()
  const id = await aTemplate(db)
  const change = (version: number) =>
    db.begin((tx) => changeTemplate(tx, { ...text, ...by, id, version, link: null }))
  assert.equal((await getTemplate(db, id)).isSent, false)
  assert.equal(await change(1), id)
  await sendOne(db, aSend({ memberId: await aMember(db), templateId: id }))
  assert.equal((await getTemplate(db, id)).isSent, true, 'a journey sent them')
  const newer = await change(2)
  assert.notEqual(newer, id)
  assert.deepEqual(
    [(await getTemplate(db, id)).titleEn, (await getTemplate(db, newer)).isSent],
    ['Late autumn', false],
  )
  await assert.rejects(change(2), { code: 'template_not_found' })
})
