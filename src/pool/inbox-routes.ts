/** A member's inbox: the messages, how many wait, and that they were read. */
import { z } from 'zod'
import { route } from '#platform/route.ts'
import { messageNotFound } from './errors.ts'
import { countUnread, listMessages, Message, readUpTo } from './inbox.ts'

const pageSize = 30
/** A reader is told "99+": one more than can be told is enough to know. */
const unreadMax = 100

const exampleId = '0197a1b2-0000-7000-8000-000000000001'

export const getInbox = route({
  method: 'GET',
  path: '/inbox',
  summary: 'My messages, newest first',
  auth: 'member',
  query: z.object({
    after: z.uuid().optional(),
    class: z.enum(['service', 'marketing']).optional(),
  }),
  answers: [200, z.object({ items: z.array(Message), next: z.string().nullable() })],
  handle: async ({ db, actor: { memberId }, query }) => {
    const beforeId = query.after ?? null
    const items = await listMessages(db, {
      memberId,
      beforeId,
      limit: pageSize,
      class: query.class,
    })
    return { items, next: items.length === pageSize ? items.at(-1)!.id : null }
  },
})

export const getUnread = route({
  method: 'GET',
  path: '/inbox/unread',
  summary: 'How many messages wait to be read, counted up to 100; none for who is not signed in',
  auth: 'visitor', // it stands on every page, also before anybody signs in
  answers: [200, z.object({ count: z.int() })],
  handle: async ({ db, actor }) => {
    if (actor.kind !== 'member') return { count: 0 }
    return { count: await countUnread(db, { memberId: actor.memberId, max: unreadMax }) }
  },
})

export const postInboxRead = route({
  method: 'POST',
  path: '/inbox/read',
  summary: 'I have read my messages up to this one',
  auth: 'member',
  repeat: 'none',
  body: z.object({ messageId: z.uuid() }),
  answers: [204, z.null()],
  errors: [messageNotFound],
  example: { body: { messageId: exampleId } },
  handle: async ({ tx, actor: { memberId }, body, now }) => {
    await readUpTo(tx, { memberId, ...body, now })
    return null
  },
})
