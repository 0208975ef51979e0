/** Who is one human with whom, for staff: what waits, what stands, and finding a person. */
import { z } from 'zod'
import { pageFrom } from '#platform/page.ts'
import { auditStaff } from '#platform/audit.ts'
import { route } from '#platform/route.ts'
import {
  identityNotFound,
  identityRefused,
  lastPhone,
  memberNotFound,
  mergeNotFound,
  mergeRefused,
  proposalNotFound,
} from '../errors.ts'
import { attachIdentities, detachIdentity } from './attach.ts'
import { decideProposal, reopenProposal } from './decide-proposal.ts'
import {
  describePersons,
  listMerges,
  listProposals,
  MergeView,
  PersonView,
  ProposalView,
} from './describe.ts'
import { IdentityKind } from './evidence.ts'
import { findPersons } from './find-persons.ts'
import { merge, undoMerge } from './merge.ts'
import { componentOf } from './representative.ts'

const pageSize = 20
const Value = z.string().trim().min(1).max(254)
const MemberParams = z.object({ memberId: z.uuid() })
const page = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), next: z.uuid().nullable() })

export const getMergeProposals = route({
  method: 'GET',
  path: '/console/merge-proposals',
  summary: 'Persons that may be one human, for staff to look at; the oldest first',
  auth: 'staff:members.read',
  query: z.object({ after: z.uuid().optional() }),
  answers: [200, page(ProposalView)],
  handle: async ({ db, services, query: { after = null } }) =>
    pageFrom(
      await listProposals(db, services.vault, { afterId: after, limit: pageSize + 1 }),
      pageSize,
    ),
})

export const postMergeDecision = route({
  method: 'POST',
  path: '/console/merge-proposals/:proposalId/decision',
  summary: 'Say whether two persons are one human',
  auth: 'staff:identity.merge',
  params: z.object({ proposalId: z.uuid() }),
  body: z.object({ decision: z.enum(['accepted', 'refused']) }),
  answers: [200, z.object({ mergeId: z.uuid().nullable() })],
  errors: [proposalNotFound],
  handle: async (call) => {
    const { tx, now, actor, params, body } = call
    const by = `staff:${actor.staffId}`
    const { a, b, mergeId } = await decideProposal(tx, { ...params, ...body, by, now })
    const subject = `merge_proposal:${params.proposalId}`
    await auditStaff(call, 'pool.decide_merge', subject, { ...body, a, b, mergeId })
    return { mergeId }
  },
})

export const postMergeReopening = route({
  method: 'POST',
  path: '/console/merge-proposals/:proposalId/reopening',
  summary: 'Take a decision back: the proposal waits again, and its merge is undone',
  auth: 'staff:identity.merge',
  params: z.object({ proposalId: z.uuid() }),
  answers: [204, z.null()],
  errors: [proposalNotFound],
  handle: async (call) => {
    const { tx, now, actor, params } = call
    await reopenProposal(tx, { ...params, by: `staff:${actor.staffId}`, now })
    await auditStaff(call, 'pool.reopen_merge', `merge_proposal:${params.proposalId}`)
    return null
  },
})

export const getMerges = route({
  method: 'GET',
  path: '/console/merges',
  summary: 'Merges with their evidence, newest first; of one person, all of the same human',
  auth: 'staff:members.read',
  query: z.object({ personId: z.uuid().optional(), after: z.uuid().optional() }),
  answers: [200, page(MergeView)],
  handle: async ({ db, services, query: { personId, after = null } }) => {
    const personIds = personId === undefined ? null : await componentOf(db, personId)
    const wanted = { personIds, beforeId: after, limit: pageSize + 1 }
    return pageFrom(await listMerges(db, services.vault, wanted), pageSize)
  },
})

export const postMerge = route({
  method: 'POST',
  path: '/console/merges',
  summary: 'Join two persons that staff know to be one human',
  auth: 'staff:identity.merge',
  body: z.object({ a: z.uuid(), b: z.uuid() }),
  answers: [201, z.object({ mergeId: z.uuid().nullable(), proposalId: z.uuid().nullable() })],
  errors: [memberNotFound, mergeRefused],
  handle: async (call) => {
    const { tx, now, actor, body, services } = call
    const persons = await describePersons(tx, services.vault, [body.a, body.b])
    // A browser that nobody knows cannot be told from a slip of the pen.
    if (![...persons.values()].every(({ kind }) => kind === 'member')) throw memberNotFound()
    const evidence = { reason: 'staff' as const }
    const merged = await merge(tx, { ...body, evidence, by: `staff:${actor.staffId}`, now })
    if ('refused' in merged) throw mergeRefused({ why: merged.refused })
    const answer = { mergeId: null, proposalId: null }
    if ('proposalId' in merged) return { ...answer, proposalId: merged.proposalId }
    if (merged.isNew) await auditStaff(call, 'pool.merge', `merge:${merged.mergeId}`, body)
    return { ...answer, mergeId: merged.mergeId }
  },
})

export const postMergeUndoing = route({
  method: 'POST',
  path: '/console/merges/:mergeId/undoing',
  summary: 'Take a merge back: everything returns to whom it was',
  auth: 'staff:identity.merge',
  params: z.object({ mergeId: z.uuid() }),
  answers: [200, z.object({ areStillJoined: z.boolean() })],
  errors: [mergeNotFound],
  handle: async (call) => {
    const { tx, now, actor, params } = call
    const undone = await undoMerge(tx, { ...params, by: `staff:${actor.staffId}`, now })
    const { a, b, areStillJoined } = undone
    await auditStaff(call, 'pool.undo_merge', `merge:${params.mergeId}`, { a, b, areStillJoined })
    return { areStillJoined }
  },
})

export const postPersonSearch = route({
  method: 'POST',
  path: '/console/person-searches',
  summary: 'Find a member by exactly what they are known by; the search is audited',
  auth: 'staff:members.read',
  repeat: 'none', // nothing of what was typed is kept
  body: z.object({ kind: IdentityKind, value: Value }),
  answers: [200, z.object({ items: z.array(PersonView) })],
  handle: async (call) => {
    const { tx, body, services } = call
    const found = await findPersons(tx, services.vault, body)
    const ids = found.map(({ memberId }) => memberId)
    await auditStaff(call, 'pool.search_person', `member:${ids[0] ?? 'none'}`, { kind: body.kind })
    const persons = await describePersons(tx, services.vault, ids)
    return { items: [...persons.values()] }
  },
})

export const getMemberIdentities = route({
  method: 'GET',
  path: '/console/members/:memberId/identities',
  summary: 'What a person is known by, masked; of everybody who is the same human',
  auth: 'staff:members.read',
  params: MemberParams,
  answers: [200, z.object({ items: z.array(PersonView) })],
  handle: async ({ db, services, params }) => {
    const ids = await componentOf(db, params.memberId)
    return { items: [...(await describePersons(db, services.vault, ids)).values()] }
  },
})

export const postMemberIdentity = route({
  method: 'POST',
  path: '/console/members/:memberId/identities',
  summary: 'Add what a member is known by; one that is another’s becomes a proposal',
  auth: 'staff:members.edit',
  repeat: 'none',
  params: MemberParams,
  body: z.object({ kind: IdentityKind, value: Value }),
  answers: [201, z.object({ proposalId: z.uuid().nullable() })],
  errors: [memberNotFound, identityRefused],
  example: { body: { kind: 'store_card', value: 'VIP-20881' } },
  handle: async (call) => {
    const { tx, now, actor, params, body, services } = call
    const by = `staff:${actor.staffId}`
    const wanted = { ...params, ...body, how: 'staff' as const, by }
    const [done] = await attachIdentities(tx, services.vault, [wanted], now)
    if (done!.outcome === 'refused') {
      if (done!.reason === 'no_member') throw memberNotFound(params)
      throw identityRefused({ why: done!.reason })
    }
    const proposalId = done!.outcome === 'proposed' ? done!.proposalId : null
    const facts = { kind: body.kind, outcome: done!.outcome, proposalId }
    await auditStaff(call, 'pool.add_identity', `member:${params.memberId}`, facts)
    return { proposalId }
  },
})

export const removeMemberIdentity = route({
  method: 'DELETE',
  path: '/console/members/:memberId/identities/:identityId',
  summary: 'Take away what a member is known by',
  auth: 'staff:members.edit',
  repeat: 'none',
  params: MemberParams.extend({ identityId: z.uuid() }),
  answers: [204, z.null()],
  errors: [identityNotFound, lastPhone],
  handle: async (call) => {
    const { tx, params } = call
    const { kind } = await detachIdentity(tx, params)
    await auditStaff(call, 'pool.remove_identity', `member:${params.memberId}`, { kind })
    return null
  },
})

/** One more than a page was read, to know whether another follows. */
