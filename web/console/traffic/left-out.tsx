/** Why visits were left out, and how staff who know better say so. */
import * as api from '#web/kit/api.ts'
import { Badge } from '#web/kit/badge.tsx'
import { Button } from '#web/kit/button.tsx'
import type { AnswerOf } from '#web/kit/client.ts'
import { ErrorNote } from '#web/kit/error-note.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { Section } from '#web/kit/page.tsx'
import { Table } from '#web/kit/table.tsx'
import { toast } from '#web/kit/toast.tsx'
import { useAction } from '#web/kit/use-api.ts'
import { useAccess } from '../access.ts'
import { useFormats } from '../formats.tsx'
import { trafficWords } from '../words/traffic.ts'

type Answer = AnswerOf<typeof api.getConsoleChannel>

export function LeftOut(props: { answer: Answer; term: { from: string; to: string } }) {
  const { answer, term } = props
  const { channel, leftOut, overruled } = answer
  const { leftOut: words } = useWords(trafficWords)
  const { may } = useAccess()
  const { count } = useFormats()
  const decide = useAction(api.postOverruling, {
    refreshes: [api.getConsoleChannel, api.getConsoleChannels, api.getConsoleLinks],
    onDone: ({ changed }) => toast({ text: words.changed(count(changed)) }),
  })
  const { id: channelId } = channel
  const sumOf = (verdict: 'suspect' | 'fake') =>
    leftOut.reduce((sum, one) => sum + (one.verdict === verdict ? one.visits : 0), 0)
  const choices = [
    { was: 'suspect' as const, text: words.countSuspect },
    { was: 'fake' as const, text: words.countFake },
  ].filter(({ was }) => sumOf(was) > 0)
  return (
    <Section title={words.title}>
      {leftOut.length === 0 ? (
        <p className="soft">{words.none}</p>
      ) : (
        <>
          <p className="soft small">{words.about}</p>
          <Reasons items={leftOut} />
        </>
      )}
      {may('traffic.edit') && (
        <div className="row">
          {choices.map(({ was, text }) => (
            <Button
              key={was}
              small
              isBusy={decide.isRunning}
              onPress={() => decide.run({ channelId, ...term, was, verdict: 'real' })}
            >
              {text}
            </Button>
          ))}
          {overruled.real > 0 && (
            <>
              <span className="soft small">{words.overruled(count(overruled.real))}</span>
              <Button
                small
                kind="quiet"
                isBusy={decide.isRunning}
                onPress={() => decide.run({ channelId, ...term, was: 'real', verdict: 'rules' })}
              >
                {words.giveBack}
              </Button>
            </>
          )}
        </div>
      )}
      <ErrorNote error={decide.error} />
    </Section>
  )
}

function Reasons({ items }: { items: Answer['leftOut'] }) {
  const { leftOut: words } = useWords(trafficWords)
  const { count } = useFormats()
  const names: Record<string, string> = words.reasons
  const nameOf = (reason: string) => names[reason] ?? reason
  return (
    <Table
      caption={words.title}
      items={items}
      keyOf={({ verdict, reasons }) => `${verdict} ${reasons.join()}`}
      columns={[
        {
          key: 'why',
          title: words.why,
          cell: ({ reasons }) => reasons.map(nameOf).join(' · '),
        },
        {
          key: 'verdict',
          title: words.verdict,
          cell: ({ verdict }) => (
            <Badge tone={verdict === 'fake' ? 'bad' : 'warn'}>{words[verdict]}</Badge>
          ),
        },
        { key: 'visits', title: words.count, isFigure: true, cell: (one) => count(one.visits) },
      ]}
    />
  )
}
