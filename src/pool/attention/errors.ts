import { domainError } from '#platform/errors.ts'

export const templateNotFound = domainError('template_not_found', 404, 'There are no such words.')
export const outreachNotFound = domainError('outreach_not_found', 404, 'There is no such message.')
export const outreachEnded = domainError('outreach_ended', 409, 'It is not being sent any more.')
export const nobodyToReach = domainError(
  'nobody_to_reach',
  409,
  'There is nobody to whom this could be sent.',
)
export const countDiffers = domainError(
  'count_differs',
  409,
  'The number of members is another one now. Look again, and confirm that number.',
)
export const linkWrong = domainError(
  'unsubscribe_link_wrong',
  404,
  'This link is not complete, or too old.',
)
