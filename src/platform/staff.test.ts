import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { overlap, testDb } from '#test/db.ts'
import type { Db, Tx } from './db.ts'
import { openSession } from './sessions.ts'
import { addStaff, changeStaff, findStaff, listStaff, Login, resetStaff, Roles } from './staff.ts'
import type { Role, StaffChange } from './staff.ts'
import { createVault } from './vault.ts'

const vault = createVault(randomBytes(32))
const now = new Date('2026-11-20T04:00:00Z')
const done = { by: { kind: 'system', id: 'test' }, now }

async function aStaff(db: Db, login: string, roles: Role[]): Promise<string> {
  const staff = { login, name: login, roles, passwordPhc: 'not used here', ...done }
  return (await db.begin((tx) => addStaff(tx, vault, staff))).staffId
}

test('two owners who remove each other at the same moment leave one', async () => {
  await using db = await testDb()
  const one = await aStaff(db, 'one', ['owner'])
  const other = await aStaff(db, 'other', ['owner', 'finance'])
  const [first, second] = await overlap(
    db,
    (tx) => changeStaff(tx, { staffId: other, disabled: true, ...done }),
    (tx) => changeStaff(tx, { staffId: one, roles: ['support'], ...done }),
  )
  assert.equal(first.status, 'fulfilled')
  assert.equal(second.status === 'rejected' && second.reason.code, 'last_owner')
  const owners = await db<{ login: string }>`
    select login from platform.staff where 'owner' = any(roles) and disabled_at is null`
  assert.deepEqual(owners, [{ login: 'one' }])
})

test('the last owner cannot be disabled or lose the role; a disabled owner is none', async () => {
  await using db = await testDb()
  const owner = await aStaff(db, 'owner', ['owner'])
  const former = await aStaff(db, 'former', ['owner'])
  const change = (part: Pick<StaffChange, 'staffId' | 'roles' | 'disabled'>) =>
    db.begin((tx) => changeStaff(tx, { ...part, ...done }))
  await change({ staffId: former, disabled: true })
  await assert.rejects(change({ staffId: owner, disabled: true }), { code: 'last_owner' })
  await assert.rejects(change({ staffId: owner, roles: ['finance'] }), { code: 'last_owner' })
  await change({ staffId: owner, roles: ['owner', 'finance'] })
  await change({ staffId: former, roles: ['support'] })
  await change({ staffId: former, roles: ['owner'], disabled: false })
  await change({ staffId: owner, disabled: true })
})

test('whoever is changed or reset has to sign in anew, and nobody else', async () => {
  await using db = await testDb()
  await aStaff(db, 'owner', ['owner'])
  const staffId = await aStaff(db, 'ming', ['operations'])
  const bystander = await aStaff(db, 'li', ['operations'])
  const open = (actorId: string) =>
    db.begin((tx) => openSession(tx, { kind: 'staff', actorId, now }))
  const signedIn = async () => {
    const rows = await db<{ actorId: string }>`select actor_id from platform.session`
    return rows.map((row) => row.actorId)
  }
  await open(bystander)
  const reset = { login: 'ming', passwordPhc: 'other', totpSecret: 'JBSWY3DPEHPK3PXP', ...done }
  const acts: ((tx: Tx) => Promise<unknown>)[] = [
    (tx) => changeStaff(tx, { staffId, roles: ['support'], ...done }),
    (tx) => changeStaff(tx, { staffId, disabled: true, ...done }),
    (tx) => changeStaff(tx, { staffId, disabled: false, ...done }),
    (tx) => resetStaff(tx, vault, reset),
  ]
  for (const act of acts) {
    await open(staffId)
    await db.begin(act)
    assert.deepEqual(await signedIn(), [bystander])
  }
  const entries = await db<{ act: string; facts: unknown }>`
    select act, facts from platform.audit where subject = ${`staff:${staffId}`} order by id`
  assert.deepEqual(entries, [
    { act: 'platform.add_staff', facts: { roles: ['operations'] } },
    {
      act: 'platform.change_staff',
      facts: {
        before: { roles: ['operations'], disabled: false },
        after: { roles: ['support'], disabled: false },
      },
    },
    {
      act: 'platform.change_staff',
      facts: {
        before: { roles: ['support'], disabled: false },
        after: { roles: ['support'], disabled: true },
      },
    },
    {
      act: 'platform.change_staff',
      facts: {
        before: { roles: ['support'], disabled: true },
        after: { roles: ['support'], disabled: false },
      },
    },
    { act: 'platform.reset_staff', facts: {} },
  ])
})

test('nobody has a login twice, and nobody is changed who is not there', async () => {
  await using db = await testDb()
  await aStaff(db, 'ming', ['support'])
  await assert.rejects(aStaff(db, 'ming', ['owner']), { code: 'login_taken' })
  const nobody = '00000000-0000-7000-8000-000000000000'
  await assert.rejects(
    db.begin((tx) => changeStaff(tx, { staffId: nobody, disabled: true, ...done })),
    { code: 'staff_not_found' },
  )
  await assert.rejects(findStaff(db, nobody), { code: 'staff_not_found' })
  const reset = { login: 'nobody', passwordPhc: 'x', totpSecret: 'JBSWY3DPEHPK3PXP', ...done }
  await assert.rejects(
    db.begin((tx) => resetStaff(tx, vault, reset)),
    { code: 'staff_not_found' },
  )
})

test('logins and roles that are none are refused, spellings of a login are one', () => {
  for (const login of ['', 'a', 'a b', '-ming', '王小明', 'x'.repeat(65)])
    assert.equal(Login.safeParse(login).success, false, login)
  assert.equal(Login.parse(' Ming.Wang@shop '), 'ming.wang@shop')
  for (const roles of [[], ['boss'], ['owner', 'owner'], 'owner'])
    assert.equal(Roles.safeParse(roles).success, false, JSON.stringify(roles))
})

test('the list of staff goes by login and shows no secret', async () => {
  await using db = await testDb()
  for (const login of ['carl', 'anna', 'bert']) await aStaff(db, login, ['support'])
  const page = await listStaff(db, { limit: 2 })
  assert.deepEqual(
    page.map((one) => one.login),
    ['anna', 'bert'],
  )
  const rest = await listStaff(db, { after: 'bert', limit: 2 })
  assert.deepEqual(
    rest.map((one) => one.login),
    ['carl'],
  )
  assert.deepEqual(Object.keys(page[0]!).toSorted(), [
    'createdAt',
    'disabled',
    'hasTotp',
    'login',
    'name',
    'roles',
    'staffId',
  ])
})
