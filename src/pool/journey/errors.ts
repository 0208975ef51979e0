import { domainError } from '#platform/errors.ts'

export const journeyNotFound = domainError('journey_not_found', 404, 'There is no such journey.')
export const journeyState = domainError(
  'journey_state',
  409,
  'The journey is not at the point where this can be done.',
)
export const journeyCannotRun = domainError(
  'journey_cannot_run',
  422,
  'The journey cannot run as it stands.',
)
export const controlNeedsReason = domainError(
  'control_needs_reason',
  422,
  'Without people to compare with nobody can tell what a journey brings. Say why there are none.',
)
