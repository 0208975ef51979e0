/** What whoever is signed in may do. The server decides; here it only decides what is shown. */
import * as api from '#web/kit/api.ts'
import { useWords } from '#web/kit/i18n.ts'
import { useApi } from '#web/kit/use-api.ts'
import type { Permission } from '../../src/policy.ts'
import { frameWords } from './words/frame.ts'

export type { Permission }

export function useAccess() {
  const { permissions } = useApi(api.getConsoleMe)
  const words = useWords(frameWords)
  const may = (permission: Permission) => permissions.includes(permission)
  return {
    may,
    /** For a button: why it is shut, or null when it is open. */
    whyNot: (permission: Permission): string | null => (may(permission) ? null : words.notYours),
  }
}
