/** Invitations: what they are worth, what came of them, and what looks arranged. */
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import * as api from '#web/kit/api.ts'
import { Badge } from '#web/kit/badge.tsx'
import { Button } from '#web/kit/button.tsx'
import type { AnswerOf } from '#web/kit/client.ts'
import { Dialog } from '#web/kit/dialog.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { Empty } from '#web/kit/list.tsx'
import { Page, Section } from '#web/kit/page.tsx'
import { Table } from '#web/kit/table.tsx'
import { useApi } from '#web/kit/use-api.ts'
import { useAccess } from '../access.ts'
import { Facts } from '../facts.tsx'
import { useFormats } from '../formats.tsx'
import { Age } from '../home/age.tsx'
import { ShortId } from '../id.tsx'
import { Newcomers } from '../traffic/newcomers.tsx'
import { TermsForm } from '../traffic/terms-form.tsx'
import { frameWords } from '../words/frame.ts'
import { inviteWords } from '../words/invites.ts'
import { sharedWords } from '../words/shared.ts'

const route = getRouteApi('/inside/invites')

export function InvitesPage() {
  const words = useWords(inviteWords)
  const { pages } = useWords(frameWords)
  const { may } = useAccess()
  const search = route.useSearch()
  const { terms, counts, inviters, asOf } = useApi(api.getConsoleInvites)
  const [isOpen, setOpen] = useState(false)
  const edit = may('traffic.edit') && (
    <Button kind={terms ? 'plain' : 'primary'} onPress={() => setOpen(true)}>
      {terms ? words.edit : words.openIt}
    </Button>
  )
  return (
    <Page title={pages.invites} width="wide" actions={edit}>
      <p className="soft">{words.about}</p>
      {terms ? (
        <>
          <TermsCard terms={terms} />
          <Section title={words.counts}>
            <div className="card stack-tight">
              <Counts counts={counts} />
              <span className="soft small">
                <Age asOf={asOf} />
              </span>
            </div>
          </Section>
          <Inviters items={inviters} />
          <Newcomers state={search.state} />
        </>
      ) : (
        <Empty icon="person" title={words.notOpen}>
          <p className="soft">{words.notOpenNote}</p>
        </Empty>
      )}
      <Dialog title={words.terms} isOpen={isOpen} onClose={() => setOpen(false)}>
        <TermsForm terms={terms} onDone={() => setOpen(false)} />
      </Dialog>
    </Page>
  )
}

type Answer = AnswerOf<typeof api.getConsoleInvites>

function TermsCard({ terms }: { terms: NonNullable<Answer['terms']> }) {
  const words = useWords(inviteWords)
  const { days } = useWords(sharedWords)
  const { count, money, day } = useFormats()
  const { shown } = words
  return (
    <Section title={words.termsSince(day(terms.madeAt))}>
      <div className="card">
        <Facts
          of={[
            [shown.rewardPoints, shown.points(count(terms.rewardPoints))],
            [shown.monthMax, shown.times(count(terms.monthMax))],
            [shown.realisedMin, money(terms.realisedMinFen)],
            [shown.returnDays, days(terms.returnDays)],
            [shown.coolingDays, days(terms.coolingDays)],
            [shown.levels, words.oneLevel],
          ]}
        />
      </div>
    </Section>
  )
}

function Counts({ counts }: { counts: Answer['counts'] }) {
  const words = useWords(inviteWords)
  const { count } = useFormats()
  const keys = ['joined', 'bought', 'rewarded', 'refused', 'reversed', 'points'] as const
  return <Facts of={keys.map((key) => [words[key], count(counts[key])] as const)} />
}

function Inviters({ items }: { items: Answer['inviters'] }) {
  const words = useWords(inviteWords)
  const { count } = useFormats()
  const figure = (key: 'joined' | 'bought' | 'rewarded' | 'refused' | 'points') => ({
    key,
    title: words[key],
    isFigure: true,
    cell: (one: Answer['inviters'][number]) => count(one[key]),
  })
  return (
    <Section title={words.inviters}>
      {items.length === 0 ? (
        <Empty icon="person" title={words.noInviters} />
      ) : (
        <>
          {items.some(({ isSuspected }) => isSuspected) && <p>{words.suspectedNote}</p>}
          <Table
            caption={words.inviters}
            items={items}
            keyOf={({ inviterId }) => inviterId}
            columns={[
              {
                key: 'inviter',
                title: words.inviter,
                cell: ({ inviterId, isSuspected }) => (
                  <>
                    <ShortId id={inviterId} />{' '}
                    {isSuspected && <Badge tone="bad">{words.suspected}</Badge>}
                  </>
                ),
              },
              figure('joined'),
              figure('bought'),
              figure('rewarded'),
              figure('refused'),
              figure('points'),
            ]}
          />
        </>
      )}
    </Section>
  )
}
