/** The people of the pool, for staff: the list, one of them with their story, and value. */
import { z } from 'zod'
import { auditStaff } from '#platform/audit.ts'
import { route } from '#platform/route.ts'
import { instant } from '#platform/shapes.ts'
import { memberNotFound } from '../errors.ts'
import { readIdentities } from '../identity/identity.ts'
import { FieldValue, fieldNames, removeField, setFields } from './fields.ts'
import { listMembers, readTagNames } from './list-members.ts'
import { readPerson } from './read-member.ts'
import { showMember, showMembers, showRfm } from './show-member.ts'
import { readStageCounts } from './stage-counts.ts'
import { readStory, StoryItem, storyKinds } from './story.ts'
import { Stage, ListedMemberView, MemberView, RfmView } from './views.ts'
import { TagName } from './tags.ts'

const pageSize = 50
const storySize = 40

export const MemberParams = z.object({ memberId: z.uuid() })

const ListKey = z
  .string()
  .regex(/^\d{4}-\d\d-\d\d_[\da-f-]{36}$/)
  .transform((text) => ({ lastOn: text.slice(0, 10), memberId: text.slice(11) }))
  .pipe(z.object({ lastOn: z.iso.date(), memberId: z.uuid() }))

export const getMembers = route({
  method: 'GET',
  path: '/console/members',
  summary: 'Everybody the pool knows, visitors too: whoever did something last first',
  auth: 'staff:members.read',
  query: z.object({
    stage: Stage.optional(),
    kind: z.enum(['visitor', 'member']).optional(),
    channelId: z.uuid().optional(),
    tag: TagName.optional(),
    after: ListKey.optional(),
  }),
  answers: [200, z.object({ items: z.array(ListedMemberView), next: z.string().nullable() })],
  handle: async ({ db, services, query, now }) => {
    const { stage = null, kind = null, channelId = null, tag = null, after = null } = query
    const wanted = { stage, kind, channelId, tag, after, limit: pageSize + 1 }
    const found = await listMembers(db, wanted, now)
    const shown = found.slice(0, pageSize)
    const last = found.length > pageSize ? shown.at(-1)! : null
    return {
      items: await showMembers(db, services.vault, shown, now),
      next: last && `${last.lastOn}_${last.memberId}`,
    }
  },
})

export const getMemberStages = route({
  method: 'GET',
  path: '/console/member-stages',
  summary: 'How many people stand in which stage, now and at the end of each of the last days',
  auth: 'staff:members.read',
  answers: [
    200,
    z.object({
      asOf: instant,
      days: z.array(z.iso.date()),
      stages: z.array(z.object({ stage: Stage, people: z.int(), byDay: z.array(z.int()) })),
    }),
  ],
  handle: async ({ db, now }) => {
    const { value, asOf } = await readStageCounts(db, now)
    return { asOf, ...value }
  },
})

export const getTagNames = route({
  method: 'GET',
  path: '/console/tags',
  summary: 'The tags in use, those that most people have first; a hundred at most',
  auth: 'staff:members.read',
  answers: [
    200,
    z.object({
      asOf: instant,
      items: z.array(z.object({ tag: z.string(), people: z.int() })),
    }),
  ],
  handle: async ({ db, now }) => {
    const { value, asOf } = await readTagNames(db, now)
    return { asOf, items: value }
  },
})

export const getRfm = route({
  method: 'GET',
  path: '/console/rfm',
  summary: 'Buyers in fifths by recency, frequency and money, and what each cell spends next',
  auth: 'staff:members.read',
  answers: [200, z.object({ rfm: RfmView.nullable() })],
  handle: async ({ db }) => ({ rfm: await showRfm(db) }),
})

export const getMember = route({
  method: 'GET',
  path: '/console/members/:memberId',
  summary: 'One person with everything that is known, by any id of theirs; phones are masked',
  auth: 'staff:members.read',
  params: MemberParams,
  answers: [200, MemberView],
  errors: [memberNotFound],
  handle: ({ db, services, params, now }) => showMember(db, services.vault, params.memberId, now),
})

const StoryAfter = z
  .string()
  .max(200)
  .transform((text, context) => {
    const cut = text.indexOf('_')
    const at = new Date(text.slice(0, cut))
    if (cut > 0 && !Number.isNaN(at.getTime())) return { at, id: text.slice(cut + 1) }
    context.addIssue('is no place in a story')
    return z.NEVER
  })

export const getMemberStory = route({
  method: 'GET',
  path: '/console/members/:memberId/story',
  summary: 'Everything that happened to a person, newest first',
  auth: 'staff:members.read',
  params: MemberParams,
  query: z.object({ group: z.enum(storyKinds).optional(), after: StoryAfter.optional() }),
  answers: [200, z.object({ items: z.array(StoryItem), next: z.string().nullable() })],
  errors: [memberNotFound],
  handle: async ({ db, params, query }) => {
    const person = await readPerson(db, params.memberId)
    const { group = null, after: before = null } = query
    const found = await readStory(db, person, { before, group, limit: storySize + 1 })
    const items = found.slice(0, storySize)
    const last = found.length > storySize ? items.at(-1)! : null
    return { items, next: last && `${last.at.toISOString()}_${last.id}` }
  },
})

export const postPhoneReading = route({
  method: 'POST',
  path: '/console/members/:memberId/phone-readings',
  summary: 'Read a member’s whole phone; who read it is audited',
  auth: 'staff:members.edit',
  repeat: 'none', // the answer is not kept
  params: MemberParams,
  answers: [200, z.object({ phones: z.array(z.string()) })],
  errors: [memberNotFound],
  example: { body: {}, answer: { phones: ['+8613800000000'] } },
  handle: async (call) => {
    const { db, tx, params, services } = call
    const { memberId, personIds } = await readPerson(db, params.memberId)
    const known = await readIdentities(tx, services.vault, personIds)
    const phones = known.filter(({ kind }) => kind === 'phone').map(({ value }) => value)
    await auditStaff(call, 'pool.read_phone', `member:${memberId}`, { phones: phones.length })
    return { phones }
  },
})

export const putMemberField = route({
  method: 'PUT',
  path: '/console/members/:memberId/fields/:field',
  summary: 'Set what the shop was told of a member',
  auth: 'staff:members.edit',
  repeat: 'none', // nothing of what was typed is kept but sealed
  params: MemberParams.extend({ field: z.enum(fieldNames) }),
  body: z.discriminatedUnion('field', [
    z.object({ field: z.literal('birthday'), value: FieldValue.birthday }),
    z.object({ field: z.literal('gender'), value: FieldValue.gender }),
    z.object({ field: z.literal('city'), value: FieldValue.city }),
  ]),
  answers: [204, z.null()],
  errors: [memberNotFound],
  example: { body: { field: 'city', value: '杭州' } },
  handle: async (call) => {
    const { db, tx, params, body, services, now } = call
    const { memberId } = await readPerson(db, params.memberId)
    const field = { personId: memberId, ...body, source: 'staff' as const }
    await setFields(tx, services.vault, [field], now)
    await auditStaff(call, 'pool.set_field', `member:${memberId}`, { field: body.field })
    return null
  },
})

export const deleteMemberField = route({
  method: 'DELETE',
  path: '/console/members/:memberId/fields/:field',
  summary: 'Forget what the shop was told of a member',
  auth: 'staff:members.edit',
  repeat: 'none',
  params: MemberParams.extend({ field: z.enum(fieldNames) }),
  answers: [204, z.null()],
  errors: [memberNotFound],
  handle: async (call) => {
    const { db, tx, params } = call
    const { memberId, personIds } = await readPerson(db, params.memberId)
    const { field } = params
    await removeField(tx, { personIds, field })
    await auditStaff(call, 'pool.remove_field', `member:${memberId}`, { field })
    return null
  },
})
