/** Whether a line of the cart can be checked out as it is. The others stay in the cart. */
export const isBuyable = (line: { onSale: boolean; available: number; quantity: number }) =>
  line.onSale && line.available >= line.quantity
