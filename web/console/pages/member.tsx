/** One person, member or visitor: where from, how far they came, what they bought, and all that happened. */
import { getRouteApi } from '@tanstack/react-router'
import * as api from '#web/kit/api.ts'
import { useWords } from '#web/kit/i18n.ts'
import { Page } from '#web/kit/page.tsx'
import { useFreshApi } from '#web/kit/use-api.ts'
import { Age } from '../home/age.tsx'
import { WholeId } from '../id.tsx'
import { About } from '../member/about.tsx'
import { Attention } from '../member/attention.tsx'
import { Identities } from '../member/identities.tsx'
import { Interests } from '../member/interests.tsx'
import { useNameOf } from '../member/names.ts'
import { Orders } from '../member/orders.tsx'
import { StageBadge } from '../member/stage-badge.tsx'
import { StagePath } from '../member/stage-path.tsx'
import { Story } from '../member/story.tsx'
import { Summary } from '../member/summary.tsx'
import { Tags } from '../member/tags.tsx'
import { Value } from '../member/value.tsx'
import { memberPageWords } from '../words/member-page.ts'
import styles from './member.module.css'

const route = getRouteApi('/inside/members/$memberId')

export function MemberPage() {
  const { page: words } = useWords(memberPageWords)
  const nameOf = useNameOf()
  const { memberId } = route.useParams()
  // They go on doing things while somebody looks.
  const member = useFreshApi(api.getMember, { memberId }, 15_000)
  const { profile, persons } = member
  const first = persons[0]!
  return (
    <Page
      title={nameOf({ ...member, kind: first.kind, nickname: first.nickname })}
      width="wide"
      actions={profile && <StageBadge stage={profile.stage} />}
    >
      <p className="row soft small">
        <WholeId id={member.memberId} />
        <Age asOf={member.asOf} />
        {first.isClosed && <span>{words.isClosed}</span>}
      </p>
      {profile ? <Summary member={member} profile={profile} /> : <p>{words.nothing}</p>}
      <div className={styles['columns']}>
        <div className={`stack ${styles['first']}`}>
          {profile && <StagePath stages={member.stages} />}
          <Orders member={member} />
        </div>
        <div className={`stack ${styles['side']}`}>
          <Value member={member} />
          <Tags member={member} />
          <Interests interests={member.interests} />
          <Attention attention={member.attention} />
          <Identities member={member} />
          <About member={member} />
        </div>
        <div className={styles['story']}>
          <Story memberId={member.memberId} group={route.useSearch().group} />
        </div>
      </div>
    </Page>
  )
}
