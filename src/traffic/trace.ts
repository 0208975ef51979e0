/**
 * What visits are told apart by, for a day: keyed hashes of the network they came from and of what
 * the browser calls itself. Addresses are never kept, and the key of a day says nothing of another.
 */
import { isIPv4 } from 'node:net'
import { addMs, dayMs, dayOf } from '#platform/clock.ts'
import type { Db } from '#platform/db.ts'
import type { Vault } from '#platform/vault.ts'

export type Trace = { addressKey: Buffer; agentKey: Buffer }

export function traceOf(vault: Vault, of: { address: string; agent: string; now: Date }): Trace {
  const { address, agent, now } = of
  const day = dayOf(now)
  return {
    addressKey: vault.digest('visit address', `${day} ${networkOf(address)}`).subarray(0, 16),
    agentKey: vault.digest('visit agent', `${day} ${agent}`).subarray(0, 16),
  }
}

/** A home or an office: 256 addresses of IPv4, the 64 bits of a network of IPv6. */
function networkOf(address: string): string {
  const plain = address.replace(/^::ffff:/i, '')
  if (isIPv4(plain)) return plain.split('.').slice(0, 3).join('.')
  return wholeIPv6(plain).split(':').slice(0, 4).join(':')
}

function wholeIPv6(address: string): string {
  const [head = '', tail] = address.split('%')[0]!.toLowerCase().split('::')
  const before = head === '' ? [] : head.split(':')
  const after = tail === undefined || tail === '' ? [] : tail.split(':')
  const missing = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length)
  const groups = [...before, ...Array.from({ length: missing }, () => '0'), ...after]
  return groups.map((group) => group.padStart(4, '0')).join(':')
}

const tracesKeptMs = dayMs

/** Takes away what is older than a day; answers how many went. */
export async function forgetTraces(db: Db, now: Date): Promise<number> {
  const gone = await db`
    delete from traffic.trace where ctid = any(array(
      select ctid from traffic.trace where at < ${addMs(now, -tracesKeptMs)} limit 5000))
    returning 1`
  return gone.length
}
