import { domainError } from '#platform/errors.ts'

export const segmentNotFound = domainError('segment_not_found', 404, 'There is no such segment.')
export const segmentNameTaken = domainError(
  'segment_name_taken',
  409,
  'Another segment has this name.',
)
export const ruleTooLarge = domainError(
  'rule_too_large',
  422,
  'A rule has 50 conditions at most, in 5 levels of groups.',
)
export const ruleNamesItself = domainError(
  'rule_names_itself',
  422,
  'The rule comes back to this segment through the segments it names.',
)
export const tooManySegments = domainError(
  'too_many_segments',
  409,
  'There are as many segments as can be kept current. Archive one first.',
)
