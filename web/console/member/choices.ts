/** What lists of people and stories can be narrowed to. */

/** In the order in which most people come through them. */
export const stages = [
  'stranger',
  'visitor',
  'member',
  'buyer',
  'repeat',
  'advocate',
  'lapsed',
] as const
export type Stage = (typeof stages)[number]

export const storyGroups = ['deeds', 'orders', 'stages', 'messages', 'tags', 'identity'] as const

export const memberViews = ['value', 'tags'] as const
export const memberKinds = ['member', 'visitor'] as const
