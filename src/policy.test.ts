import assert from 'node:assert/strict'
import { test } from 'node:test'
import { policy, rolesWithTotp } from './policy.ts'

const rows = Object.entries(policy) as [string, readonly string[]][]

test('an auditor reads and changes nothing', () => {
  const may = rows.filter(([, roles]) => roles.includes('auditor')).map(([name]) => name)
  assert.deepEqual(
    may.filter((name) => !name.endsWith('.read')),
    [],
  )
})

test('the owner may do everything, so that no permission is out of reach', () => {
  for (const [permission, roles] of rows) assert.ok(roles.includes('owner'), permission)
})

test('whoever decides refunds does not settle with brands, and the other way round', () => {
  const rest = (permission: keyof typeof policy) =>
    new Set<string>(policy[permission].filter((role) => role !== 'owner'))
  assert.ok(rest('refunds.decide').isDisjointFrom(rest('settlement.run')))
})

test('every role that touches money needs a second factor', () => {
  assert.deepEqual(rolesWithTotp, ['owner', 'support', 'finance'])
})
