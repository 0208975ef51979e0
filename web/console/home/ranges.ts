/** How many days the first page looks back. The address says which: `?days=90`. */
export const ranges = ['30', '90', '365'] as const
export type Range = (typeof ranges)[number]
