/** What staff did in the pool, for the audit log. */
import { audit } from '#platform/audit.ts'
import type { Tx } from '#platform/db.ts'

/** Facts are ids, codes and figures. */
export function note(
  call: { tx: Tx; now: Date; actor: { staffId: string }; traceId: string },
  act: string,
  subject: string,
  facts: Record<string, unknown> = {},
): Promise<void> {
  const { tx, now: at, actor, traceId } = call
  const by = { kind: 'staff', id: actor.staffId }
  return audit(tx, { at, actor: by, act: `pool.${act}`, subject, facts, traceId })
}
