/** What staff did in traffic, for the audit log. */
import { audit } from '#platform/audit.ts'
import type { Tx } from '#platform/db.ts'

/** Facts are ids and figures: which texts were changed, but not what they say. */
export function note(
  call: { tx: Tx; now: Date; actor: { staffId: string }; traceId: string },
  act: string,
  subject: string,
  facts: Record<string, unknown> = {},
): Promise<void> {
  const { tx, now: at, actor, traceId } = call
  const by = { kind: 'staff', id: actor.staffId }
  return audit(tx, { at, actor: by, act: `traffic.${act}`, subject, facts, traceId })
}
