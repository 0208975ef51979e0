import { domainError } from '#platform/errors.ts'

export const boardNotFound = domainError('board_not_found', 404, 'There is no such board.')
export const boardClosed = domainError('board_closed', 409, 'Nobody joins this board any more.')
export const boardConditions = domainError(
  'board_conditions',
  409,
  'What this board asks of its members is not met yet.',
)
export const notInBoard = domainError('not_in_board', 409, 'You are not in this board.')
export const boardCodeTaken = domainError('board_code_taken', 409, 'Another board has this code.')
export const pushNotFound = domainError('push_not_found', 404, 'There is no such message.')
