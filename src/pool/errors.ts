import { domainError } from '#platform/errors.ts'

export const tooManyCodes = domainError(
  'too_many_codes',
  429,
  'Too many codes were asked for with this phone. Wait before you ask for another.',
)
export const codeWrong = domainError('code_wrong', 401, 'The code is wrong.')
export const codeOver = domainError(
  'code_over',
  401,
  'This code cannot be used any more. Ask for a new one.',
)
export const memberNotFound = domainError('member_not_found', 404, 'There is no such member.')
export const addressNotFound = domainError('address_not_found', 404, 'There is no such address.')
export const tooManyAddresses = domainError(
  'too_many_addresses',
  409,
  'You have as many addresses as can be kept. Delete one first.',
)
export const messageNotFound = domainError('message_not_found', 404, 'There is no such message.')
