/** Tags: staff set them and take them off, and members see theirs and take them away for good. */
import { z } from 'zod'
import { auditStaff } from '#platform/audit.ts'
import { route } from '#platform/route.ts'
import { instant } from '#platform/shapes.ts'
import { memberNotFound } from '../errors.ts'
import { componentOf } from '../identity/representative.ts'
import { segmentNotFound } from '../segment/errors.ts'
import { MemberParams } from './console-routes.ts'
import { readPerson } from './read-member.ts'
import {
  refuseTag,
  removeTag,
  setTags,
  tagDaysMax,
  tagEnd,
  TagName,
  tagNotFound,
  tagRefused,
  tagsMax,
  tagsOf,
  tooManyTags,
} from './tags.ts'
import {
  createTagRule,
  endTagRule,
  listTagRules,
  tagRuleCircle,
  tagRuleExists,
  tagRuleNotFound,
} from './tag-rule.ts'
import { TagView } from './views.ts'

const certain = 10_000

export const postMemberTag = route({
  method: 'POST',
  path: '/console/members/:memberId/tags',
  summary: 'Give a person a tag, for some days or for good',
  auth: 'staff:members.edit',
  params: MemberParams,
  body: z.object({
    tag: TagName,
    days: z.int().min(1).max(tagDaysMax).optional(),
  }),
  answers: [201, z.object({ tags: z.array(TagView) })],
  errors: [memberNotFound, tagRefused, tooManyTags],
  example: { body: { tag: '茶友', days: 90 } },
  handle: async (call) => {
    const { db, tx, params, body, actor, now } = call
    const { memberId, personIds } = await readPerson(db, params.memberId)
    const known = await tagsOf(tx, personIds, now)
    if (known.length >= tagsMax && !known.some(({ tag }) => tag === body.tag)) throw tooManyTags()
    const { tag, days = null } = body
    const changed = await setTags(
      tx,
      [
        {
          personId: memberId,
          tag,
          origin: 'hand',
          confidenceBps: certain,
          setBy: `staff:${actor.staffId}`,
          expiresAt: tagEnd(days, now),
        },
      ],
      now,
    )
    if (changed.length === 0) throw tagRefused()
    await auditStaff(call, 'pool.set_tag', `member:${memberId}`, { tag, days })
    return { tags: await tagsOf(tx, personIds, now) }
  },
})

export const deleteMemberTag = route({
  method: 'DELETE',
  path: '/console/members/:memberId/tags/:tag',
  summary: 'Take a tag off a person',
  auth: 'staff:members.edit',
  params: MemberParams.extend({ tag: TagName }),
  answers: [200, z.object({ tags: z.array(TagView) })],
  errors: [memberNotFound, tagNotFound],
  handle: async (call) => {
    const { db, tx, params, now } = call
    const { memberId, personIds } = await readPerson(db, params.memberId)
    const { tag } = params
    await removeTag(tx, { personIds, tag })
    await auditStaff(call, 'pool.remove_tag', `member:${memberId}`, { tag })
    return { tags: await tagsOf(tx, personIds, now) }
  },
})

export const getMyTags = route({
  method: 'GET',
  path: '/me/tags',
  summary: 'The tags that the shop has put on me, with where each comes from',
  auth: 'member',
  answers: [200, z.object({ items: z.array(TagView.omit({ setBy: true })) })],
  handle: async ({ db, actor: { memberId }, now }) => {
    return { items: await tagsOf(db, await componentOf(db, memberId), now) }
  },
})

export const deleteMyTag = route({
  method: 'DELETE',
  path: '/me/tags/:tag',
  summary: 'Take a tag of mine away; it does not come back',
  auth: 'member',
  repeat: 'none',
  params: z.object({ tag: TagName }),
  answers: [204, z.null()],
  errors: [tagNotFound],
  handle: async ({ db, tx, actor: { memberId }, params, now }) => {
    const personIds = await componentOf(db, memberId)
    await refuseTag(tx, { memberId, personIds, tag: params.tag }, now)
    return null
  },
})

export const getTagRules = route({
  method: 'GET',
  path: '/console/tag-rules',
  summary: 'Tags that are set by rule: who is in the segment has the tag',
  auth: 'staff:members.read',
  answers: [
    200,
    z.object({
      items: z.array(
        z.object({
          id: z.uuid(),
          tag: z.string(),
          segmentId: z.uuid(),
          segmentName: z.string(),
          confidenceBps: z.int(),
          madeAt: instant,
          people: z.int(),
        }),
      ),
    }),
  ],
  handle: async ({ db }) => ({ items: await listTagRules(db) }),
})

export const postTagRule = route({
  method: 'POST',
  path: '/console/tag-rules',
  summary: 'Give a tag to whoever is in a segment, from now on',
  auth: 'staff:segments.edit',
  body: z.object({
    tag: TagName,
    segmentId: z.uuid(),
    confidenceBps: z.int().min(1).max(10_000).default(10_000),
  }),
  answers: [201, z.object({ id: z.uuid() })],
  errors: [segmentNotFound, tagRuleExists, tagRuleCircle],
  example: { body: { tag: '常客', segmentId: '0197a1b2-0000-7000-8000-000000000001' } },
  handle: async (call) => {
    const { tx, body, actor, now } = call
    const id = await createTagRule(tx, { ...body, staffId: actor.staffId, now })
    await auditStaff(call, 'pool.create_tag_rule', `tag_rule:${id}`, body)
    return { id }
  },
})

export const deleteTagRule = route({
  method: 'DELETE',
  path: '/console/tag-rules/:ruleId',
  summary: 'End a rule: the tags it set go',
  auth: 'staff:segments.edit',
  params: z.object({ ruleId: z.uuid() }),
  answers: [200, z.object({ tag: z.string() })],
  errors: [tagRuleNotFound],
  handle: async (call) => {
    const { tx, params, now } = call
    const tag = await endTagRule(tx, { ...params, now })
    await auditStaff(call, 'pool.end_tag_rule', `tag_rule:${params.ruleId}`, { tag })
    return { tag }
  },
})
