/** What can be asked of the credit, as it stands in the address. The first of each is not named there. */
export const models = ['linear', 'first', 'last', 'position', 'decay', 'shapley', 'markov'] as const
export const windows = ['30', '7', '90'] as const
export const kinds = ['first', 'all'] as const
export const ranges = ['90', '30', '180', '365'] as const
export const margins = ['agreed', '1000', '2000', '3000', '5000', '7000'] as const

export type AttributionSearch = {
  model?: (typeof models)[number]
  window?: (typeof windows)[number]
  which?: (typeof kinds)[number]
  days?: (typeof ranges)[number]
  margin?: (typeof margins)[number]
  channel?: string
}
