import { useWords } from '#web/kit/i18n.ts'
import { orderWords } from '../words/order.ts'

/** A carrier's name from its code; what staff wrote otherwise stays as it is. */
export function useCarrier(): (carrier: string) => string {
  const names: Record<string, string> = useWords(orderWords).carriers
  return (carrier) => names[carrier] ?? carrier
}
