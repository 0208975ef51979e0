import { Link } from '@tanstack/react-router'
import { useWords } from '#web/kit/i18n.ts'
import { Tabs } from '#web/kit/tabs.tsx'
import { sharedWords } from './words/shared.ts'

/**
 * The states by which a list of work is looked at. The page begins with what waits, so all of it is a
 * choice too: `status=all`.
 */
export function StatusTabs<Status extends string>(props: {
  to: '/refunds' | '/disputes'
  statuses: readonly Status[]
  words: Record<Status, string>
  chosen: Status | 'all'
}) {
  const { to, statuses, words, chosen } = props
  const { all, status: label } = useWords(sharedWords)
  const choices = [...statuses.map((status) => [status, words[status]] as const), ['all', all]]
  return (
    <Tabs label={label}>
      {choices.map(([status, text]) => (
        <Link
          key={status}
          to={to}
          search={{ status } as never}
          aria-current={status === chosen ? 'page' : undefined}
          activeProps={{ 'aria-current': undefined }}
        >
          {text}
        </Link>
      ))}
    </Tabs>
  )
}
