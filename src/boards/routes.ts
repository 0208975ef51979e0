/** Boards: what members see and join, and the register that staff keep. */
import { z } from 'zod'
import { auditStaff } from '#platform/audit.ts'
import { route } from '#platform/route.ts'
import { instant } from '#platform/shapes.ts'
import { staleVersion } from '#platform/shop.ts'
import { templateNotFound } from '#pool/attention/errors.ts'
import { Channel } from '#pool/attention/purpose.ts'
import { Board, BoardCode, BoardText, changeBoard, createBoard, listBoards } from './board.ts'
import * as errors from './errors.ts'
import { joinBoard, leaveBoard, listMyBoards } from './membership.ts'
import { createPush, listPushes, Push, stopPush } from './push.ts'

const ByCode = z.object({ code: BoardCode })

const Missing = z.discriminatedUnion('is', [
  z.object({ is: z.literal('orders'), least: z.int() }),
  z.object({ is: z.literal('spent'), leastFen: z.int() }),
  z.object({ is: z.literal('invited'), least: z.int() }),
  z.object({ is: z.literal('agreed'), purpose: z.enum(['marketing', 'profiling']) }),
  z.object({ is: z.literal('buyer') }),
  z.object({ is: z.literal('other') }),
])

export const getBoards = route({
  method: 'GET',
  path: '/boards',
  summary: 'The boards I am in or may see, with what is missing to join',
  auth: 'member',
  answers: [
    200,
    z.object({
      items: z.array(
        z.object({
          code: z.string(),
          nameZh: z.string(),
          nameEn: z.string(),
          offerZh: z.string(),
          offerEn: z.string(),
          link: z.string().nullable(),
          joinedAt: instant.nullable(),
          missing: z.array(Missing),
        }),
      ),
    }),
  ],
  handle: async ({ db, actor: { memberId }, now }) => ({
    items: await listMyBoards(db, { memberId, now }),
  }),
})

export const postBoardMembership = route({
  method: 'POST',
  path: '/boards/:code/membership',
  summary: 'Join a board; who is in it stays in it',
  auth: 'member',
  params: ByCode,
  answers: [204, z.null()],
  errors: [errors.boardNotFound, errors.boardClosed, errors.boardConditions],
  handle: async ({ tx, params: { code }, actor: { memberId }, now }) => {
    await joinBoard(tx, { code, memberId, now })
    return null
  },
})

export const deleteBoardMembership = route({
  method: 'DELETE',
  path: '/boards/:code/membership',
  summary: 'Leave a board',
  auth: 'member',
  params: ByCode,
  answers: [204, z.null()],
  errors: [errors.boardNotFound, errors.notInBoard],
  handle: async ({ tx, params: { code }, actor: { memberId }, now }) => {
    await leaveBoard(tx, { code, memberId, now })
    return null
  },
})

export const getConsoleBoards = route({
  method: 'GET',
  path: '/console/boards',
  summary: 'All boards with their members, and who came and went this week',
  auth: 'staff:members.read',
  answers: [200, z.object({ asOf: instant, items: z.array(Board) })],
  handle: async ({ db, now }) => ({ asOf: now, items: await listBoards(db, now) }),
})

const exampleText = {
  nameZh: '茶友圈',
  nameEn: 'Tea friends',
  offerZh: '每月一次品茶',
  offerEn: 'A tasting every month',
  link: null,
  rule: null,
  status: 'open',
}

export const postBoard = route({
  method: 'POST',
  path: '/console/boards',
  summary: 'Register a board',
  auth: 'staff:boards.edit',
  body: BoardText.extend({ code: BoardCode }),
  answers: [204, z.null()],
  errors: [errors.boardCodeTaken],
  example: { body: { ...exampleText, code: 'tea' } },
  handle: async (call) => {
    await createBoard(call.tx, { ...call.body, now: call.now })
    await auditStaff(call, 'boards.create_board', `board:${call.body.code}`)
    return null
  },
})

export const putBoard = route({
  method: 'PUT',
  path: '/console/boards/:code',
  summary: 'Change a board; closed, nobody joins it any more',
  auth: 'staff:boards.edit',
  params: ByCode,
  body: BoardText.extend({ edition: z.int().min(1) }),
  answers: [204, z.null()],
  errors: [errors.boardNotFound, staleVersion],
  example: { body: { ...exampleText, edition: 1 } },
  handle: async (call) => {
    const { code } = call.params
    await changeBoard(call.tx, { ...call.body, code, now: call.now })
    await auditStaff(call, 'boards.change_board', `board:${code}`, { status: call.body.status })
    return null
  },
})

export const getBoardPushes = route({
  method: 'GET',
  path: '/console/boards/:code/pushes',
  summary: 'What a board wrote to its members, newest first',
  auth: 'staff:members.read',
  params: ByCode,
  answers: [200, z.object({ items: z.array(Push) })],
  errors: [errors.boardNotFound],
  handle: async ({ db, params }) => ({ items: await listPushes(db, params.code) }),
})

export const postBoardPush = route({
  method: 'POST',
  path: '/console/boards/:code/pushes',
  summary: 'Write to the members of a board who meet its conditions',
  auth: 'staff:outreach.send',
  params: ByCode,
  body: z.object({ templateId: z.uuid(), channel: Channel }),
  answers: [201, z.object({ pushId: z.uuid() })],
  errors: [errors.boardNotFound, templateNotFound],
  handle: async (call) => {
    const { tx, params, body, now, actor } = call
    const push = { ...body, code: params.code, staffId: actor.staffId, now }
    const pushId = await createPush(tx, push)
    await auditStaff(call, 'boards.push', `board:${params.code}`, { pushId, ...body })
    return { pushId }
  },
})

export const postBoardPushStop = route({
  method: 'POST',
  path: '/console/board-pushes/:pushId/stop',
  summary: 'Stop writing; what was sent stays sent',
  auth: 'staff:outreach.send',
  params: z.object({ pushId: z.uuid() }),
  answers: [204, z.null()],
  errors: [errors.pushNotFound],
  handle: async (call) => {
    await stopPush(call.tx, call.params.pushId, call.now)
    await auditStaff(call, 'boards.stop_push', `push:${call.params.pushId}`)
    return null
  },
})
