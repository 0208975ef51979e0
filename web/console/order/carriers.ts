/** Who carries parcels. The words for them are in words/orders.ts. */
export const carriers = ['SF', 'ZTO', 'YTO', 'YUNDA', 'STO', 'JD', 'EMS', 'DB'] as const
export type Carrier = (typeof carriers)[number]
