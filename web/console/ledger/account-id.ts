/** An account's id says what it is: `unit/purpose/owner`. A chain's begins with what it does. */

export function accountParts(id: string): { unit: string; purpose: string; owner: string } {
  const [unit = '', purpose = '', ...owner] = id.split('/')
  return { unit, purpose, owner: owner.join('/') }
}

/** `SKU:0193…` -> `SKU` */
export const unitKind = (unit: string): string => unit.split(':')[0]!

/** `release:0193…` -> `release` */
export const chainKind = (chainId: string): string => chainId.split(':')[0]!
