import assert from 'node:assert/strict'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { test } from 'node:test'
import { keptSecret, keptShopUrl, openHome } from './home.ts'

const modeOf = async (dir: string) => (await stat(dir)).mode & 0o777

test('what a shop keeps beside its database is closed, and the way to the database stays open', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'home-'))
  const beside = path.join(folder, 'checkout')
  const dir = path.join(beside, 'home')
  try {
    const home = await openHome(dir)
    assert.equal(await modeOf(dir), 0o700)
    assert.equal(await modeOf(path.join(dir, 'secret')), 0o600)
    // As root the server runs as another user, who has to walk through.
    if (process.getuid?.() === 0) assert.equal(await modeOf(beside), 0o755)

    const again = await openHome(dir)
    assert.equal(again.secret, home.secret)
    assert.equal(await keptSecret(dir), home.secret)
    assert.equal(await keptShopUrl(dir), `http://127.0.0.1:${home.ports.shop}`)
    assert.equal(await keptSecret(beside), undefined)
  } finally {
    await rm(folder, { recursive: true })
  }
})
