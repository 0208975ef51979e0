/** How much of members' attention was used, by whom, who was refused, and the limits. */
import { useState } from 'react'
import * as api from '#web/kit/api.ts'
import { Button } from '#web/kit/button.tsx'
import type { AnswerOf } from '#web/kit/client.ts'
import { Dialog } from '#web/kit/dialog.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { Page, Section } from '#web/kit/page.tsx'
import { Table } from '#web/kit/table.tsx'
import { useFreshApi } from '#web/kit/use-api.ts'
import { useAccess } from '../access.ts'
import { TimeChart } from '../charts/time-chart.tsx'
import { Facts } from '../facts.tsx'
import { useFormats } from '../formats.tsx'
import { Age } from '../home/age.tsx'
import { clockTime, LimitsForm } from '../outreach/limits-form.tsx'
import { channels } from '../outreach/channels.ts'
import { useReason } from '../outreach/reasons.tsx'
import { frameWords } from '../words/frame.ts'
import { outreachWords } from '../words/outreach.ts'

type Attention = AnswerOf<typeof api.getAttention>

export function AttentionPage() {
  const { attention: words } = useWords(outreachWords)
  const { pages } = useWords(frameWords)
  const attention = useFreshApi(api.getAttention, {}, 30_000)
  return (
    <Page title={pages.attention} width="wide">
      <Used {...attention} />
      <Section title={words.over}>
        <OverTime {...attention} />
      </Section>
      <Refused {...attention} />
      <Agreed {...attention} />
      <Limits {...attention} />
    </Page>
  )
}

function Used({ used, settings, asOf }: Attention) {
  const { attention: words } = useWords(outreachWords)
  const { count } = useFormats()
  return (
    <Section
      title={words.used}
      actions={
        <span className="soft small">
          <Age asOf={asOf} />
        </span>
      }
    >
      <Table
        caption={words.used}
        items={used}
        keyOf={(one) => one.class}
        columns={[
          { key: 'class', title: words.sender, cell: (one) => words.classes[one.class] },
          { key: 'today', title: words.today, isFigure: true, cell: (one) => count(one.today) },
          { key: 'week', title: words.week, isFigure: true, cell: (one) => count(one.thisWeek) },
          {
            key: 'share',
            title: words.share,
            isFigure: true,
            cell: (one) => count(settings.shares[one.class]),
          },
        ]}
      />
    </Section>
  )
}

const sum = (values: readonly number[]) => values.reduce((all, one) => all + one, 0)

function OverTime({ days, asOf }: Attention) {
  const { attention: words } = useWords(outreachWords)
  const { count, shortDay, nameOfDay } = useFormats()
  const delivered = days.map((day) => day.delivered)
  const refused = days.map((day) => sum(day.refused.map((row) => row.sends)))
  if (sum(delivered) + sum(refused) === 0) return <p className="soft">{words.nothing}</p>
  const rows = days
    .map((day, index) => ({ day: day.day, delivered: delivered[index]!, refused: refused[index]! }))
    .toReversed()
  return (
    <TimeChart
      summary={words.summary(count(sum(delivered)), count(sum(refused)))}
      definition={words.definition}
      asOf={asOf}
      label={words.day}
      points={days.map(({ day }) => ({ label: shortDay(day), name: nameOfDay(day) }))}
      series={[
        { name: words.refused, values: refused, look: 'wide', tone: 'soft', text: count },
        { name: words.delivered, values: delivered, look: 'bars', tone: 'safe', text: count },
      ]}
      scaleText={count}
      topAtLeast={4}
      running={days.length - 1}
      table={
        <Table
          caption={words.over}
          items={rows}
          keyOf={(row) => row.day}
          columns={[
            { key: 'day', title: words.day, cell: (row) => nameOfDay(row.day) },
            {
              key: 'delivered',
              title: words.delivered,
              isFigure: true,
              cell: (row) => count(row.delivered),
            },
            {
              key: 'refused',
              title: words.refused,
              isFigure: true,
              cell: (row) => count(row.refused),
            },
          ]}
        />
      }
    />
  )
}

/** By reason; whoever was refused most often for it is named. */
function Refused({ refused }: Attention) {
  const { attention: words } = useWords(outreachWords)
  const { count } = useFormats()
  const reasonOf = useReason()
  // The rows of a reason come with the most frequent first.
  const reasons = [...Map.groupBy(refused, (row) => row.reason).values()]
    .map((rows) => ({ ...rows[0]!, sends: sum(rows.map((row) => row.sends)) }))
    .toSorted((a, b) => b.sends - a.sends)
  return (
    <Section title={words.who}>
      {reasons.length === 0 ? (
        <p className="soft">{words.noneRefused}</p>
      ) : (
        <Table
          caption={words.who}
          items={reasons}
          keyOf={(row) => row.reason}
          columns={[
            { key: 'reason', title: words.reason, cell: (row) => reasonOf(row.reason) },
            { key: 'most', title: words.most, cell: (row) => words.classes[row.class] },
            { key: 'times', title: words.times, isFigure: true, cell: (row) => count(row.sends) },
          ]}
        />
      )}
    </Section>
  )
}

function Agreed({ agreed }: Attention) {
  const { attention: words, channels: channelNames } = useWords(outreachWords)
  const { count } = useFormats()
  return (
    <Section title={words.agreed}>
      <div className="card">
        <Facts
          of={channels.map((channel) => [
            channelNames[channel],
            words.agreedOf(count(agreed[channel]), count(agreed.members)),
          ])}
        />
      </div>
    </Section>
  )
}

function Limits({ settings }: Attention) {
  const { attention: words } = useWords(outreachWords)
  const { whyNot } = useAccess()
  const { count } = useFormats()
  const [isOpen, setOpen] = useState(false)
  return (
    <Section
      title={words.rules}
      actions={
        <Button icon="pen" disabledReason={whyNot('outreach.send')} onPress={() => setOpen(true)}>
          {words.change}
        </Button>
      }
    >
      <div className="card stack-tight">
        <Facts
          of={[
            [words.perDay, count(settings.perDay)],
            [words.perWeek, count(settings.perWeek)],
            [words.quietFrom, clockTime(settings.quietFrom)],
            [words.quietUntil, clockTime(settings.quietUntil)],
          ]}
        />
        <p className="soft small">{words.rulesNote}</p>
      </div>
      <Dialog title={words.rules} isOpen={isOpen} onClose={() => setOpen(false)}>
        <LimitsForm settings={settings} onDone={() => setOpen(false)} />
      </Dialog>
    </Section>
  )
}
