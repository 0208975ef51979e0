/** What each channel cost and brought, and what the next buyer would cost. */
import type { ReactNode } from 'react'
import { useWords } from '#web/kit/i18n.ts'
import { Badge } from '#web/kit/badge.tsx'
import { Money } from '#web/kit/money.tsx'
import { Section } from '#web/kit/page.tsx'
import { Table } from '#web/kit/table.tsx'
import { useFormats } from '../formats.tsx'
import { Age } from '../home/age.tsx'
import { attributionWords } from '../words/attribution.ts'
import { useChannelName, useParts } from './names.ts'
import type { Attribution, ChannelRow } from './names.ts'

const tones = { over: 'bad', maybe_over: 'warn', under: 'safe' } as const

export function Economics({ of, isAgreed }: { of: Attribution; isAgreed: boolean }) {
  const { money: words, compare } = useWords(attributionWords)
  const { count, money } = useFormats()
  const parts = useParts()
  const nameOf = useChannelName(of.channels)
  const fen = (value: number | null, none = '–') =>
    value === null ? <span className="soft">{none}</span> : <Money fen={value} />
  const paybackOf = ({ costFen, paybackDays, newcomersPpm }: ChannelRow) => {
    if (costFen === null || newcomersPpm === 0) return '–'
    if (paybackDays === null) return words.notYet
    return paybackDays === 0 ? words.sameDay : words.days(count(paybackDays))
  }
  return (
    <Section title={words.title}>
      <Table
        caption={words.caption}
        items={of.channels}
        keyOf={(row) => row.channelId ?? ''}
        columns={[
          { key: 'channel', title: compare.channel, cell: (row) => nameOf(row.channelId) },
          {
            key: 'visits',
            title: words.visits,
            isFigure: true,
            cell: (row) =>
              row.channelId ? (
                <Two figure={count(row.visits)} note={words.people(count(row.people))} />
              ) : (
                '–'
              ),
          },
          {
            key: 'buyers',
            title: words.buyers,
            isFigure: true,
            cell: (row) => parts(row.newcomersPpm),
          },
          { key: 'amount', title: words.amount, isFigure: true, cell: (row) => fen(row.amountFen) },
          {
            key: 'cost',
            title: words.cost,
            isFigure: true,
            cell: ({ channelId, costFen, perVisitFen }) => {
              if (costFen === null) return fen(null, channelId ? words.noCost : '–')
              const note = perVisitFen === null ? null : words.perVisit(money(perVisitFen))
              return <Two figure={<Money fen={costFen} />} note={note} />
            },
          },
          {
            key: 'perBuyer',
            title: words.perBuyer,
            isFigure: true,
            cell: (row) => fen(row.perNewcomerFen),
          },
          {
            key: 'value',
            title: words.value,
            isFigure: true,
            cell: (row) => fen(row.newcomerValueFen),
          },
          { key: 'payback', title: words.payback, isFigure: true, cell: paybackOf },
          {
            key: 'marginal',
            title: words.marginal,
            cell: (row) => (row.costFen === null ? '–' : <Marginal of={row} />),
          },
        ]}
      />
      <p className="soft small">
        {words.definition} {isAgreed && words.noFee} <Age asOf={of.asOf} />
      </p>
    </Section>
  )
}

/** A figure with a smaller one below it. */
function Two({ figure, note }: { figure: ReactNode; note: string | null }) {
  return (
    <>
      {figure}
      <br />
      <span className="soft small">{note}</span>
    </>
  )
}

function Marginal({ of: { marginal, verdict } }: { of: ChannelRow }) {
  const { money: words } = useWords(attributionWords)
  const { money } = useFormats()
  const { fen, fromFen, toFen, why } = marginal
  if (fen === null || fromFen === null || toFen === null)
    return <span className="soft small">{why && words.why[why]}</span>
  return (
    <>
      <strong>{money(fen)}</strong>
      <br />
      <span className="soft small">{words.range(money(fromFen), money(toFen))}</span>
      <br />
      {verdict !== 'unknown' && <Badge tone={tones[verdict]}>{words.verdicts[verdict]}</Badge>}
    </>
  )
}
