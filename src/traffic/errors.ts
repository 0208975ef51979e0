/** What traffic refuses, in codes that the apps can show. */
import { domainError } from '#platform/errors.ts'

export const channelNotFound = domainError('channel_not_found', 404, 'There is no such channel.')
export const campaignNotFound = domainError('campaign_not_found', 404, 'There is no such campaign.')
export const linkNotFound = domainError('link_not_found', 404, 'There is no such link.')
export const nameTaken = domainError('name_taken', 409, 'Another one has this name already.')
export const channelClosed = domainError(
  'channel_closed',
  409,
  'This channel is closed: it takes no new links.',
)
/** Facts: the present `version`. */
export const trafficChanged = domainError(
  'traffic_changed',
  409,
  'This was changed meanwhile. Look at it again.',
)
export const wrongDays = domainError(
  'wrong_days',
  422,
  'A campaign ends after it has begun, and a cost is of a day that has begun.',
)
export const ruleTaken = domainError(
  'source_rule_taken',
  409,
  'There is a rule for this source already.',
)
export const inviteNotPossible = domainError(
  'invite_terms_missing',
  409,
  'Invitations are not open yet.',
)
/** Of a file of costs as a whole; what is wrong with single rows is in its report. */
export const costColumns = domainError(
  'cost_columns',
  422,
  'The first line names the columns: day, channel and cost among them, and none twice.',
)
export const costFileTooLong = domainError(
  'cost_file_too_long',
  422,
  'A file of costs has at most 20,000 rows and 4 MB.',
)
export const levelsLimited = domainError(
  'levels_limited',
  422,
  'Nobody may be rewarded for people whom others brought: one level only.',
  { rule: 'M-03' },
)
export const inviteNotRefused = domainError(
  'invite_not_refused',
  409,
  'There is no suspicion here that staff may set aside.',
)
