/** The ledger in PostgreSQL beside the core: they must hold the same. */
import assert from 'node:assert/strict'
import { balancesOf } from '#ledger/balance.ts'
import { account, digestOf } from '#ledger/chain.ts'
import type { Chain } from '#ledger/chain.ts'
import type { Db } from '#platform/db.ts'
import { book } from '#trade/accounts.ts'
import type { Core } from './core.ts'
import type { CheckedLedger } from './simulate.ts'

/** Balances of every account that these chains name. */
export async function compare(
  db: Db,
  core: Core,
  batches: { chains: Chain[] }[],
  now: Date,
): Promise<void> {
  core.turnTo(now)
  const transfers = batches.flatMap(({ chains }) => chains.flatMap((chain) => chain.transfers))
  const ids = [...new Set(transfers.flatMap(({ from, to }) => [from.id, to.id]))]
  const stored = await balancesOf(db, { book, accounts: ids.map((id) => ({ id })), now })
  const expected = ids.map((accountId) => {
    const { posted, held } = core.state.accounts.get(accountId) ?? { posted: 0, held: 0 }
    return { accountId, posted, held, available: posted - held }
  })
  assert.deepEqual(stored, expected)
}

/** Everything: accounts, open holds and the chains with what they said. Moves must be folded. */
export async function compareAll(db: Db, core: Core, now: Date): Promise<void> {
  core.turnTo(now)
  const accounts = await db<{ id: string; floor: number | null; posted: number }>`
    select id, floor, posted from ledger.account where book = ${book} order by id`
  assert.deepEqual(
    accounts.filter((one) => core.state.accounts.has(one.id) || one.posted !== 0),
    [...core.state.accounts]
      .map(([id, { floor, posted }]) => ({ id, floor, posted }))
      .sort((a, b) => (a.id < b.id ? -1 : 1)),
  )
  const holds = await db<{
    key: string
    from: string
    to: string
    amount: number
    expiresAt: Date
  }>`
    select chain_id || '#' || n as key, from_account as "from", to_account as "to", amount, expires_at
    from ledger.hold where book = ${book}`
  assert.deepEqual(
    new Map(
      holds.map(({ key, expiresAt, ...hold }) => [
        key,
        { ...hold, expiresAt: expiresAt?.getTime() ?? null },
      ]),
    ),
    core.state.holds,
  )
  const chains = await db<{ id: string; digest: string }>`
    select id, digest from ledger.chain where book = ${book}`
  assert.deepEqual(
    new Map(chains.map(({ id, digest }) => [id, digest])),
    new Map(core.stored.map(({ chain }) => [chain.id, digestOf(chain)])),
  )
}

/** What `voidExpired` does to the database, done to the core. */
export function voidInCore(ledger: CheckedLedger, now: Date): void {
  const due = [...ledger.core.state.holds].filter(
    ([, { expiresAt }]) => expiresAt !== null && expiresAt <= now.getTime(),
  )
  for (const [key, hold] of due) {
    const place = key.lastIndexOf('#')
    const [chainId, n] = [key.slice(0, place), Number(key.slice(place + 1))]
    const [from, to] = [hold.from, hold.to].map((id) => {
      const [unit, purpose, owner] = id.split('/') as [string, string, string]
      return account({ unit, purpose, owner, floor: null })
    })
    const transfers = [{ kind: 'void_hold' as const, from: from!, to: to!, hold: { chainId, n } }]
    ledger.post({ book, id: `expired:${key}`, reference: chainId, transfers }, now)
  }
}
