import { Link } from '@tanstack/react-router'
import { useWords } from '#web/kit/i18n.ts'
import { Tabs } from '#web/kit/tabs.tsx'
import { sharedWords } from './words/shared.ts'

/**
 * The states by which a list of work is looked at. The first of them is what waits, and what the
 * page begins with; so all of it is a choice too: `status=all`.
 */
export function StatusTabs<Status extends string>(props: {
  to: '/refunds' | '/disputes'
  statuses: readonly Status[]
  words: Record<Status, string>
}) {
  const { to, statuses, words } = props
  const { all, status: label } = useWords(sharedWords)
  const choices = [...statuses.map((status) => [status, words[status]] as const), ['all', all]]
  return (
    <Tabs label={label}>
      {choices.map(([status, text], place) => (
        <Link
          key={status}
          to={to}
          search={(place === 0 ? {} : { status }) as never}
          activeOptions={{ exact: true }}
        >
          {text}
        </Link>
      ))}
    </Tabs>
  )
}
