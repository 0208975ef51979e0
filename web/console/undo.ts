/** Undo: sets back what was just changed, by another act, and says so or why it cannot. */
import type { ArgsList, Contract, Endpoint } from '#web/kit/client.ts'
import { errorText } from '#web/kit/error-words.ts'
import { useLanguage, useWords } from '#web/kit/i18n.ts'
import { toast } from '#web/kit/toast.tsx'
import { useAction } from '#web/kit/use-api.ts'
import { sharedWords } from './words/shared.ts'

/** Tells what was done, with a button that calls `to` with what sets it back. */
export function useUndo<R extends Contract>(to: Endpoint<R>, refreshes: Endpoint[]) {
  const words = useWords(sharedWords)
  const language = useLanguage()
  // The toast stays when its page or dialog is gone, so what went wrong is told by another toast.
  const setBack = useAction(to, {
    refreshes,
    onDone: () => toast({ text: words.undone }),
    onRefused: ({ code }) => toast({ text: errorText(code, language) }),
  })
  return (text: string, ...args: ArgsList<R>) =>
    toast({ text, act: { label: words.undo, run: () => setBack.run(...args) } })
}
