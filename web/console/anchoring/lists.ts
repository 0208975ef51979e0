export const lists = ['heads', 'up', 'down'] as const
export type List = (typeof lists)[number]
