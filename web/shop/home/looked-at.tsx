import * as api from '#web/kit/api.ts'
import { Button } from '#web/kit/button.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { toast } from '#web/kit/toast.tsx'
import { useApiState } from '#web/kit/use-api.ts'
import { lookedAt } from '../kept-here.ts'
import { browseWords } from '../words/browse.ts'
import { Strip } from './strip.tsx'

/** What was looked at on this device, with the prices of today. */
export function LookedAt() {
  const { home } = useWords(browseWords)
  const ids = lookedAt.use()
  const { data, error } = useApiState(
    api.getChosenProducts,
    { ids: ids.join(',') },
    { enabled: ids.length > 0, quiet: true },
  )
  if (ids.length === 0 || error || data?.items.length === 0) return null
  const clear = () => {
    const was = lookedAt.clear()
    toast({ text: home.cleared, act: { label: home.undo, run: () => lookedAt.put(was) } })
  }
  return (
    <Strip
      title={home.lookedAt}
      note={home.onlyHere}
      products={data?.items}
      actions={
        <Button kind="quiet" small onPress={clear}>
          {home.clear}
        </Button>
      }
    />
  )
}
