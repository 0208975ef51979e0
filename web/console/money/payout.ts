import * as api from '#web/kit/api.ts'
import { useWords } from '#web/kit/i18n.ts'
import { toast } from '#web/kit/toast.tsx'
import { useAction } from '#web/kit/use-api.ts'
import { useFormats } from '../formats.tsx'
import { moneyWords } from '../words/money.ts'

/** Pays out what is due, to all brands or to one, and says what was begun. */
export function usePayout(onDone: () => void) {
  const { settlement: words } = useWords(moneyWords)
  const { count, money } = useFormats()
  return useAction(api.postPayouts, {
    refreshes: [api.getPayouts, api.getBrandStatement, api.getLedgerAccounts],
    onDone: ({ items, more }) => {
      const sumFen = items.reduce((sum, payout) => sum + payout.amountFen, 0)
      const told = words.started(count(items.length), money(sumFen))
      toast({ text: more ? `${told} ${words.more}` : told })
      onDone()
    },
  })
}
