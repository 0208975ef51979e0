import { Link } from '@tanstack/react-router'
import { useWords } from '#web/kit/i18n.ts'
import { useBrands } from '../brands.ts'
import { useFormats } from '../formats.tsx'
import { ShortId } from '../id.tsx'
import { wordFor } from '../states.tsx'
import { ledgerWords } from '../words/ledger.ts'
import { accountParts, unitKind } from './account-id.ts'

/** Accounts of a brand: their owner has a name. */
const ofBrands = ['payable', 'fee', 'bank']

/** An account in words: what it is for and whose it is. Leads to what happened on it. */
export function AccountName({ id, showsUnit = false }: { id: string; showsUnit?: boolean }) {
  const words = useWords(ledgerWords)
  const { brandName } = useBrands()
  const { unit, purpose, owner } = accountParts(id)
  return (
    <span>
      <Link to="/ledger/account" search={{ id }}>
        {wordFor(words.purposes, purpose)}
      </Link>{' '}
      {ofBrands.includes(purpose) ? (
        brandName(owner)
      ) : (
        // Goods have accounts of the shop alone: saying so each time tells nothing.
        <>{owner !== 'shop' && <ShortId id={owner} />}</>
      )}
      {showsUnit && <UnitName unit={unit} />}
    </span>
  )
}

function UnitName({ unit }: { unit: string }) {
  const words = useWords(ledgerWords)
  const kind = unitKind(unit)
  return (
    <>
      {' '}
      <span className="soft small">
        {wordFor(words.units, kind)} {unit !== kind && <ShortId id={unit.slice(kind.length + 1)} />}
      </span>
    </>
  )
}

/** An amount of a unit as people say it: money in yuan, goods in pieces. */
export function useUnitAmount() {
  const words = useWords(ledgerWords)
  const { money, count } = useFormats()
  return (unit: string, amount: number): string => {
    const kind = unitKind(unit)
    if (kind === 'CNY') return money(amount)
    if (kind === 'SKU') return words.amounts.SKU(count(amount))
    if (kind === 'COUPON') return words.amounts.COUPON(count(amount))
    return words.amounts.other(count(amount))
  }
}
