/** Which of the desk's own dialogs is open: what finds everything, or the sheet of the keys. */
import { useSyncExternalStore } from 'react'

type Sheet = 'palette' | 'keys'

let open: Sheet | null = null
const listeners = new Set<() => void>()

export function openSheet(sheet: Sheet | null): void {
  open = sheet
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void) {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const useSheet = (): Sheet | null => useSyncExternalStore(subscribe, () => open)
