/** The pool as an asset: reach that is owned, how often it is used again, what more of it costs. */
import * as api from '#web/kit/api.ts'
import type { AnswerOf } from '#web/kit/client.ts'
import { useWords } from '#web/kit/i18n.ts'
import { Empty } from '#web/kit/list.tsx'
import { Money } from '#web/kit/money.tsx'
import { Page, Section } from '#web/kit/page.tsx'
import { Table } from '#web/kit/table.tsx'
import { useApi } from '#web/kit/use-api.ts'
import { ShareBar } from '../charts/share-bar.tsx'
import { TimeChart } from '../charts/time-chart.tsx'
import { Facts } from '../facts.tsx'
import { useFormats } from '../formats.tsx'
import { Age } from '../home/age.tsx'
import { useNames } from '../home/names.ts'
import { anchoringWords } from '../words/anchoring.ts'
import { attributionWords } from '../words/attribution.ts'
import { frameWords } from '../words/frame.ts'

type Asset = AnswerOf<typeof api.getPoolAsset>
const ways = ['any', 'inbox', 'sms', 'email'] as const

export function PoolAssetPage() {
  const { asset: words } = useWords(anchoringWords)
  const { pages } = useWords(frameWords)
  const { count } = useFormats()
  const { share } = useNames()
  const asset = useApi(api.getPoolAsset)
  const { members, reachable, asOf } = asset
  return (
    <Page title={pages.poolAsset} width="wide">
      {members === 0 ? (
        <Empty icon="person" title={words.none}>
          <p>{words.noneHint}</p>
        </Empty>
      ) : (
        <>
          <p>
            {words.lead(count(members), count(reachable.any), share(reachable.any, members))}{' '}
            <span className="soft small">
              <Age asOf={asOf} />
            </span>
          </p>
          <Reach of={asset} />
          <Reuse of={asset} />
          <Growth of={asset} />
          <Costs of={asset} />
        </>
      )}
    </Page>
  )
}

function Reach({ of: { members, reachable } }: { of: Asset }) {
  const { asset: words } = useWords(anchoringWords)
  const { count } = useFormats()
  const { share } = useNames()
  return (
    <Section title={words.reach}>
      <p className="soft small">{words.reachHint}</p>
      <Table
        caption={words.reach}
        items={ways}
        keyOf={(way) => way}
        columns={[
          { key: 'way', title: words.way, cell: (way) => words.channels[way] },
          {
            key: 'people',
            title: words.people,
            isFigure: true,
            cell: (way) => count(reachable[way]),
          },
          {
            key: 'share',
            title: words.share,
            isFigure: true,
            cell: (way) => (
              <>
                {share(reachable[way], members)}
                <ShareBar part={reachable[way]} whole={members} />
              </>
            ),
          },
        ]}
      />
    </Section>
  )
}

function Reuse({ of }: { of: Asset }) {
  const { asset: words } = useWords(anchoringWords)
  const { count } = useFormats()
  const { share } = useNames()
  const sum = (key: 'orders' | 'ownOrders') => of.months.reduce((all, one) => all + one[key], 0)
  const perReachable = of.reachable.any > 0 ? (of.messages / of.reachable.any).toFixed(1) : '–'
  const rows = [
    {
      name: words.active,
      figure: count(of.activeMembers),
      note: words.ofMembers(share(of.activeMembers, of.members)),
    },
    {
      name: words.ownOrders,
      figure: count(sum('ownOrders')),
      note: words.ofOrders(share(sum('ownOrders'), sum('orders'))),
    },
    {
      name: words.repeat,
      figure: share(of.repeatBuyers, of.buyers),
      note: words.repeatHint(count(of.buyers)),
    },
    { name: words.messages, figure: count(of.messages), note: words.perReachable(perReachable) },
  ]
  return (
    <Section title={words.reuse}>
      <div className="card">
        <Facts
          of={rows.map(({ name, figure, note }) => [
            name,
            <>
              <strong>{figure}</strong>
              <br />
              <span className="soft small">{note}</span>
            </>,
          ])}
        />
      </div>
      <p className="soft small">{words.reuseHint}</p>
    </Section>
  )
}

function Growth({ of: { months, asOf } }: { of: Asset }) {
  const { asset: words } = useWords(anchoringWords)
  const { count } = useFormats()
  const { month, shortMonth } = useNames()
  const figure = (
    key: 'members' | 'newMembers' | 'reachable' | 'orders' | 'ownOrders',
    title: string,
  ) => ({
    key,
    title,
    isFigure: true,
    cell: (one: Asset['months'][number]) => count(one[key]),
  })
  return (
    <Section title={words.growth}>
      <TimeChart
        summary={words.monthSummary(count(months[0]!.members), count(months.at(-1)!.members))}
        definition={words.monthDefinition}
        asOf={asOf}
        label={words.label}
        points={months.map((one) => ({ label: shortMonth(one.month), name: month(one.month) }))}
        series={[
          {
            name: words.members,
            values: months.map(({ members }) => members),
            look: 'bars',
            tone: 'soft',
            text: count,
          },
          {
            name: words.reachable,
            values: months.map(({ reachable }) => reachable),
            look: 'line',
            tone: 'safe',
            text: count,
          },
        ]}
        scaleText={count}
        running={months.length - 1}
        table={
          <Table
            caption={words.growth}
            items={months.toReversed()}
            keyOf={(one) => one.month}
            columns={[
              { key: 'month', title: words.month, cell: (one) => month(one.month) },
              figure('members', words.members),
              figure('newMembers', words.newMembers),
              figure('reachable', words.reachable),
              figure('orders', words.orders),
              figure('ownOrders', words.ownOrders),
            ]}
          />
        }
      />
    </Section>
  )
}

function Costs({ of: { channels, costDays } }: { of: Asset }) {
  const { asset: words } = useWords(anchoringWords)
  const { money: moneyWords } = useWords(attributionWords)
  const { count, money } = useFormats()
  return (
    <Section title={words.cost}>
      {channels.length === 0 ? (
        <p className="soft">{words.noChannels}</p>
      ) : (
        <Table
          caption={words.cost}
          items={channels}
          keyOf={({ channelId }) => channelId}
          columns={[
            { key: 'channel', title: words.channel, cell: ({ name }) => name },
            {
              key: 'members',
              title: words.newMembers,
              isFigure: true,
              cell: ({ members }) => count(members),
            },
            {
              key: 'average',
              title: words.average,
              isFigure: true,
              cell: ({ costFen, perMemberFen }) => {
                if (perMemberFen !== null) return <Money fen={perMemberFen} />
                return <span className="soft">{costFen === null ? words.noCost : '–'}</span>
              },
            },
            {
              key: 'marginal',
              title: words.marginal,
              cell: ({ costFen, marginal: { fen, fromFen, toFen, why } }) => {
                if (costFen === null) return '–'
                if (fen === null || fromFen === null || toFen === null)
                  return <span className="soft small">{why && moneyWords.why[why]}</span>
                return `${money(fen)} (${moneyWords.range(money(fromFen), money(toFen))})`
              },
            },
          ]}
        />
      )}
      <p className="soft small">{words.costHint(count(costDays))}</p>
    </Section>
  )
}
