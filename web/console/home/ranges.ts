/** What the first page shows and how many days it looks back, as the address says: `?view=path&days=90`. */
export const ranges = ['30', '90', '365'] as const
export type Range = (typeof ranges)[number]
export const views = ['days', 'path', 'cohorts'] as const
export type View = (typeof views)[number]
