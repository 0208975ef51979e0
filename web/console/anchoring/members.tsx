/** Head members, and whose index moved most, each with the reason. */
import { Link } from '@tanstack/react-router'
import * as api from '#web/kit/api.ts'
import type { AnswerOf } from '#web/kit/client.ts'
import { Badge } from '#web/kit/badge.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { Money } from '#web/kit/money.tsx'
import { Section } from '#web/kit/page.tsx'
import { Table } from '#web/kit/table.tsx'
import { Tabs } from '#web/kit/tabs.tsx'
import { useApi } from '#web/kit/use-api.ts'
import { ShareBar } from '../charts/share-bar.tsx'
import { useFormats } from '../formats.tsx'
import { useNames } from '../home/names.ts'
import { useNameOf, useTagNames } from '../member/names.ts'
import { anchoringWords } from '../words/anchoring.ts'
import { lists } from './lists.ts'
import type { List } from './lists.ts'
import type { Anchoring } from './check.tsx'

type Member = AnswerOf<typeof api.getAnchoredMembers>['items'][number]

export function Members({ list, of }: { list: List; of: Anchoring }) {
  const { lists: words } = useWords(anchoringWords)
  const { count } = useFormats()
  const { share } = useNames()
  const nameOf = useNameOf()
  const tagName = useTagNames()
  const { items } = useApi(api.getAnchoredMembers, { list, limit: 20 })
  const days = count(of.changeDays)
  return (
    <Section title={words.title}>
      <Tabs label={words.label}>
        {lists.map((one) => (
          <Link
            key={one}
            to="/anchoring"
            search={one === lists[0] ? {} : { list: one }}
            resetScroll={false}
            activeOptions={{ exact: true }}
          >
            {words[one]}
          </Link>
        ))}
      </Tabs>
      <p className="soft small">
        {list === 'heads' ? words.headRule(tagName(of.headTag)) : words.moveRule(days)}
      </p>
      {items.length === 0 ? (
        <p className="soft">{words.none}</p>
      ) : (
        <Table
          caption={words[list]}
          items={items}
          keyOf={({ memberId }) => memberId}
          columns={[
            {
              key: 'member',
              title: words.member,
              cell: ({ memberId, nickname, isHead }) => (
                <span className="row">
                  <Link to="/members/$memberId" params={{ memberId }}>
                    {nameOf({ memberId, kind: 'member', nickname })}
                  </Link>
                  {isHead && list !== 'heads' && <Badge tone="accent">{words.head}</Badge>}
                </span>
              ),
            },
            {
              key: 'index',
              title: words.index,
              isFigure: true,
              cell: ({ indexBps }) => (
                <>
                  {share(indexBps, 10_000)}
                  <ShareBar part={indexBps} whole={10_000} />
                </>
              ),
            },
            {
              key: 'change',
              title: words.change(days),
              isFigure: true,
              cell: ({ indexBps, beforeBps }) =>
                beforeBps === null ? (
                  <span className="soft">{words.fresh}</span>
                ) : (
                  changeText(indexBps - beforeBps)
                ),
            },
            {
              key: 'paid',
              title: words.paid,
              isFigure: true,
              cell: ({ paidFen }) => <Money fen={paidFen} />,
            },
            { key: 'why', title: words.why, cell: (member) => <Why of={member} list={list} /> },
          ]}
        />
      )}
    </Section>
  )
}

/** What sets a head apart from others, or what changed the index most: two things at most. */
function Why({ of: { parts }, list }: { of: Member; list: List }) {
  const { lists: words, reasons } = useWords(anchoringWords)
  const wanted = list === 'up' ? 1 : list === 'down' ? -1 : 0
  return parts
    .map(({ reason, milli, beforeMilli }) => ({
      reason,
      by: list === 'heads' ? milli : milli - (beforeMilli ?? 0),
    }))
    .filter(({ by }) => Math.abs(by) >= 20 && (wanted === 0 || by * wanted > 0))
    .toSorted((a, b) => Math.abs(b.by) - Math.abs(a.by))
    .slice(0, 2)
    .map(({ reason, by }) => (by > 0 ? words.raised : words.lowered)(reasons[reason]))
    .join(' · ')
}

/** In whole points of a hundred: +4, −12, 0. */
function changeText(bps: number): string {
  const points = Math.round(bps / 100)
  return points === 0 ? '0' : `${points > 0 ? '+' : '−'}${Math.abs(points)}`
}
