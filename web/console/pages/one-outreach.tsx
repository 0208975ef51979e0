/** One message to members: how far it is, what became of it, and what came after. */
import { Link, getRouteApi } from '@tanstack/react-router'
import * as api from '#web/kit/api.ts'
import { Button } from '#web/kit/button.tsx'
import { ErrorNote } from '#web/kit/error-note.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { Page, Section } from '#web/kit/page.tsx'
import { toast } from '#web/kit/toast.tsx'
import { useAction, useFreshApi } from '#web/kit/use-api.ts'
import { useAccess } from '../access.ts'
import { Facts } from '../facts.tsx'
import { Moment, useFormats } from '../formats.tsx'
import { Age } from '../home/age.tsx'
import { OutreachBadge } from '../outreach/outreach-badge.tsx'
import { Preview } from '../outreach/preview.tsx'
import { useReason } from '../outreach/reasons.tsx'
import { outreachWords } from '../words/outreach.ts'
import styles from '../outreach/preview.module.css'

const route = getRouteApi('/inside/outreach/$outreachId')

export function OutreachPage() {
  const words = useWords(outreachWords)
  const { count, dateTime } = useFormats()
  const { outreachId } = route.useParams()
  const { outreach, template, after, asOf } = useFreshApi(
    api.getOutreachPage,
    { outreachId },
    2_000,
  )
  const reasonOf = useReason()
  const refused = outreach.refused.reduce((sum, row) => sum + row.members, 0)
  const gone = outreach.delivered + refused
  const isWaiting = outreach.state === 'done' && outreach.waiting > 0
  const isOpen = outreach.state === 'sending' || outreach.waiting > 0
  return (
    <Page
      title={outreach.name}
      width="wide"
      actions={
        <span className="row">
          <OutreachBadge state={isWaiting ? 'waiting' : outreach.state} />
          {isOpen && outreach.state !== 'stopped' && <Stop outreachId={outreachId} />}
        </span>
      }
    >
      <p>
        {words.progress(count(gone), count(outreach.wanted))}
        {outreach.waiting > 0 && outreach.waitUntil && (
          <> · {words.waitingUntil(count(outreach.waiting), dateTime(outreach.waitUntil))}</>
        )}{' '}
        <span className="soft small">
          <Age asOf={asOf} />
        </span>
      </p>
      <div className={styles['beside']}>
        <div className="stack">
          <Section title={words.result}>
            <div className="card">
              <Facts
                of={[
                  [words.delivered, count(outreach.delivered)],
                  ...(outreach.waiting > 0
                    ? [[words.waiting, count(outreach.waiting)] as const]
                    : []),
                  ...outreach.refused.map(
                    (row) => [reasonOf(row.outcome), count(row.members)] as const,
                  ),
                ]}
              />
            </div>
          </Section>
          <Section title={words.after}>
            <div className="card stack-tight">
              <Facts
                of={[
                  [words.opened, count(after.opened)],
                  [words.orders, count(after.orders)],
                  [words.buyers, count(after.buyers)],
                ]}
              />
              <p className="soft small">
                {words.openedNote} {words.afterNote}
              </p>
            </div>
          </Section>
          <Section title={words.who}>
            <div className="card">
              <Facts
                of={[
                  [words.to, outreach.segmentName ?? words.everybody],
                  [words.channel, words.channels[outreach.channel]],
                  [words.began, <Moment key="began" at={outreach.createdAt} />],
                ]}
              />
            </div>
          </Section>
        </div>
        <Preview text={template} />
      </div>
      <p>
        <Link to="/attention">{words.attention.used}</Link>
      </p>
    </Page>
  )
}

function Stop({ outreachId }: { outreachId: string }) {
  const words = useWords(outreachWords)
  const { whyNot } = useAccess()
  const stop = useAction(api.postOutreachStop, {
    refreshes: [api.getOutreachPage, api.getOutreaches],
    onDone: () => toast({ text: words.stopped }),
  })
  return (
    <>
      <Button
        icon="close"
        isBusy={stop.isRunning}
        disabledReason={whyNot('outreach.send')}
        onPress={() => stop.run({ outreachId })}
      >
        {words.stop}
      </Button>
      <ErrorNote error={stop.error} />
    </>
  )
}
