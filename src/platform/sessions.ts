/**
 * Sessions: an unguessable token with its holder, only its hash here. Many requests look theirs up at
 * once, so look-ups go in batches: one statement for all that arrive together, and always current, so
 * a session that was ended is ended for the next request.
 */
import { createHash, randomBytes } from 'node:crypto'
import { createBatcher } from './batcher.ts'
import type { Batcher } from './batcher.ts'
import type { Db, Sql, Tx } from './db.ts'
import type { Actor } from './route.ts'

const day = 86_400_000
/** How long without use, and how long at all. */
const lifetime = {
  member: { idleMs: 30 * day, totalMs: 180 * day },
  staff: { idleMs: day / 2, totalMs: 7 * day },
}

export type SessionActor = Exclude<Actor, { kind: 'visitor' }>
type Lookup = { tokenHash: Buffer; kind: 'member' | 'staff'; now: Date }
type Found = { tokenHash: string; actorId: string; seenAt: Date; roles: string[] | null }

export type Sessions = { find: Batcher<Lookup, SessionActor | null> }

export const hashToken = (token: string) => createHash('sha256').update(token).digest()

/** Opens a session and returns its token, which is shown to nobody else and kept nowhere. */
export async function openSession(
  tx: Tx,
  session: { kind: 'member' | 'staff'; actorId: string; now: Date },
): Promise<{ token: string; expiresAt: Date }> {
  const { kind, actorId, now } = session
  const token = randomBytes(32).toString('base64url')
  const expiresAt = new Date(now.getTime() + lifetime[kind].totalMs)
  await tx`
    insert into platform.session (token_hash, actor_kind, actor_id, created_at, seen_at, expires_at)
    values (${hashToken(token)}, ${kind}, ${actorId}, ${now}, ${now}, ${expiresAt})`
  return { token, expiresAt }
}

export async function endSession(tx: Sql, token: string): Promise<void> {
  await tx`delete from platform.session where token_hash = ${hashToken(token)}`
}

export async function endSessionsOf(tx: Sql, kind: 'member' | 'staff', actorId: string) {
  await tx`delete from platform.session where actor_kind = ${kind} and actor_id = ${actorId}`
}

export function createSessions(db: Db): Sessions {
  return { find: createBatcher({ run: (lookups: Lookup[]) => findMany(db, lookups) }) }
}

async function findMany(db: Db, lookups: Lookup[]): Promise<(SessionActor | null)[]> {
  const hashes = lookups.map((lookup) => lookup.tokenHash.toString('hex'))
  const now = lookups[0]!.now
  const rows = await db<Found & { actorKind: 'member' | 'staff' }>`
    select encode(session.token_hash, 'hex') as token_hash, session.actor_kind, session.actor_id,
      session.seen_at, staff.roles
    from unnest(${hashes}::text[]) as wanted (hash)
    join platform.session on session.token_hash = decode(wanted.hash, 'hex')
    left join platform.staff on session.actor_kind = 'staff' and staff.id = session.actor_id
    where session.expires_at > ${now}
      and (session.actor_kind = 'member' or staff.disabled_at is null)`
  const found = new Map(rows.map((row) => [row.tokenHash, row]))
  const stale: string[] = []
  const actors = lookups.map((lookup, index) => {
    const row = found.get(hashes[index]!)
    if (!row || row.actorKind !== lookup.kind) return null
    const unusedMs = lookup.now.getTime() - row.seenAt.getTime()
    if (unusedMs > lifetime[row.actorKind].idleMs) return null
    if (unusedMs > 300_000) stale.push(row.tokenHash)
    return row.actorKind === 'member'
      ? { kind: 'member' as const, memberId: row.actorId }
      : { kind: 'staff' as const, staffId: row.actorId, roles: row.roles ?? [] }
  })
  if (stale.length > 0)
    await db`
      update platform.session set seen_at = ${now}
      where token_hash in (select decode(hash, 'hex') from unnest(${stale}::text[]) as used (hash))`
  return actors
}

/** Removes sessions that can no longer be used. */
export async function forgetSessions(db: Db, now: Date): Promise<number> {
  const gone = await db`delete from platform.session where expires_at <= ${now} returning 1`
  return gone.length
}
