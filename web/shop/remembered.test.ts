import assert from 'node:assert/strict'
import { test } from 'node:test'
import { changesPerson, isShopPage, memoryFor } from './remembered.ts'

test('only what a visitor may see, and one’s own orders, is kept; never the console or signing in', () => {
  for (const [path, memory] of [
    ['/api/products', 'everybodys'],
    ['/api/products/0197a1b2-0000-7000-8000-000000000001', 'everybodys'],
    ['/api/shop', 'everybodys'],
    ['/api/flash-sales', 'everybodys'],
    ['/api/orders', 'own'],
    ['/api/orders/0197a1b2/address', 'own'],
    ['/api/me', 'own'],
    ['/pictures/0197a1b2', 'pictures'],
    ['/api/orders/0197a1b2/live', null],
    ['/api/console/orders', null],
    ['/api/console/me', null],
    ['/api/sign-in', null],
    ['/api/addresses', null],
    ['/api/set-up', null],
    ['/api/openapi.json', null],
    ['/metrics', null],
  ] as const)
    assert.equal(memoryFor(path), memory, path)
})

test('the worker opens the shop’s own pages and leaves all others to the network', () => {
  for (const path of ['/', '/products', '/orders/1', '/sign-in', '/consoles'])
    assert.ok(isShopPage(path), path)
  for (const path of [
    '/console',
    '/console/orders',
    '/api',
    '/api/problems',
    '/cashier/1',
    '/robots.txt',
  ])
    assert.ok(!isShopPage(path), path)
})

test('whoever signs in or out, what was another’s is forgotten', () => {
  assert.ok(changesPerson('/api/sign-in'))
  assert.ok(changesPerson('/api/sign-out'))
  assert.ok(!changesPerson('/api/sign-in/codes'))
})
