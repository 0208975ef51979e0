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
export const tooManyFacts = domainError(
  'too_many_facts',
  413,
  'At most 500 facts can be told in one call.',
)
export const mergeNotFound = domainError(
  'merge_not_found',
  404,
  'There is no such merge, or it was undone.',
)
export const proposalNotFound = domainError(
  'proposal_not_found',
  404,
  'There is no such proposal to decide.',
)
export const identityNotFound = domainError(
  'identity_not_found',
  404,
  'There is nothing of the kind that this member is known by.',
)
export const lastPhone = domainError(
  'last_phone',
  409,
  'This is the only phone to sign in with. Add another before you remove it.',
)
export const identityRefused = domainError(
  'identity_refused',
  422,
  'This cannot be added: it is not valid, or a further phone that has to be proved by a code.',
)
export const mergeRefused = domainError(
  'merge_refused',
  409,
  'These cannot be joined: they are one person, or one of them closed the account.',
)
