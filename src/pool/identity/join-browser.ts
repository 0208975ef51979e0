/** The member who uses this browser was its visitor. */
import type { Tx } from '#platform/db.ts'
import type { Call } from '#platform/route.ts'
import { renewVisitor, visitorOf } from '../facts/visitor.ts'
import { joinVisitor } from './join-visitor.ts'

/** Joins them if the member agrees to be profiled; a browser of another member becomes a new visitor. */
export async function joinBrowser(
  tx: Tx,
  call: Pick<Call, 'request' | 'reply' | 'services' | 'now'>,
  memberId: string,
): Promise<void> {
  const visitorId = visitorOf(call)
  if (!visitorId) return
  const joined = await joinVisitor(tx, { visitorId, memberId, now: call.now })
  if (joined.outcome === 'anothers') renewVisitor(call)
}
