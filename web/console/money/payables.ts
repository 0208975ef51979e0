import * as api from '#web/kit/api.ts'
import { useAllPages } from '../all-pages.ts'

/** What the ledger holds for each brand, by its id: available, and held by payouts on their way. */
export function usePayables() {
  const accounts = useAllPages(api.getLedgerAccounts, { unit: 'CNY', purpose: 'payable' })
  return new Map(accounts.map((account) => [account.owner, account]))
}
