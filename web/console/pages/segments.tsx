/** All segments: how many are in each, how that changed, and what keeping them costs. */
import { Link, getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import * as api from '#web/kit/api.ts'
import type { AnswerOf } from '#web/kit/client.ts'
import { Badge } from '#web/kit/badge.tsx'
import { Button, buttonClass } from '#web/kit/button.tsx'
import { Dialog } from '#web/kit/dialog.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { Empty } from '#web/kit/list.tsx'
import { Page } from '#web/kit/page.tsx'
import { Tabs } from '#web/kit/tabs.tsx'
import { Table } from '#web/kit/table.tsx'
import { useApi, useFreshApi } from '#web/kit/use-api.ts'
import { useAccess } from '../access.ts'
import { useFormats } from '../formats.tsx'
import { Age } from '../home/age.tsx'
import { ruleOf, segmentStatuses } from '../segment/conditions.ts'
import { shareOf } from '../segment/count-panel.tsx'
import { Starts } from '../segment/starts.tsx'
import { useNaming, useRuleText } from '../segment/use-naming.ts'
import { frameWords } from '../words/frame.ts'
import { segmentWords } from '../words/segments.ts'

type Item = AnswerOf<typeof api.getSegments>['items'][number]
const route = getRouteApi('/inside/segments')
const everyMs = 5_000

export function SegmentsPage() {
  const { list: words } = useWords(segmentWords)
  const { pages } = useWords(frameWords)
  const { may } = useAccess()
  const { count } = useFormats()
  const { status = 'live' } = route.useSearch()
  const { items, everybody, asOf } = useFreshApi(api.getSegments, { status }, everyMs)
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set())
  const [isOpen, setOpen] = useState(false)
  return (
    <Page
      title={pages.segments}
      width="wide"
      actions={
        may('segments.edit') && (
          <Link to="/segments/new" className={buttonClass({ kind: 'primary' })}>
            {words.add}
          </Link>
        )
      }
    >
      <p className="soft">
        {words.lead} {words.everybody(count(everybody))} <Age asOf={asOf} />
      </p>
      <Tabs label={words.status}>
        {segmentStatuses.map((one) => (
          <Link
            key={one}
            to="/segments"
            search={one === 'live' ? {} : { status: one }}
            activeOptions={{ exact: true }}
          >
            {words[one]}
          </Link>
        ))}
      </Tabs>
      {items.length === 0 && status === 'live' ? (
        <Empty icon="person" title={words.none}>
          <p className="soft">{words.noneNote}</p>
          <Starts />
        </Empty>
      ) : items.length === 0 ? (
        <Empty title={words.noneArchived} />
      ) : (
        <SegmentTable
          items={items}
          everybody={everybody}
          ticks={{ ticked, onChange: setTicked }}
          isLive={status === 'live'}
        />
      )}
      {status === 'live' && items.length > 1 && (
        <div className="row">
          <Button
            disabledReason={ticked.size < 2 || ticked.size > 4 ? words.overlapNeed : null}
            onPress={() => setOpen(true)}
          >
            {words.overlap}
          </Button>
        </div>
      )}
      <Dialog title={words.overlapTitle} isOpen={isOpen} onClose={() => setOpen(false)}>
        {isOpen && <Overlap ids={[...ticked]} items={items} />}
      </Dialog>
    </Page>
  )
}

function SegmentTable(props: {
  items: Item[]
  everybody: number
  isLive: boolean
  ticks: { ticked: ReadonlySet<string>; onChange: (ticked: ReadonlySet<string>) => void }
}) {
  const { items, everybody, isLive, ticks } = props
  const { list: words } = useWords(segmentWords)
  const { pages } = useWords(frameWords)
  const { count, percent } = useFormats()
  const naming = useNaming()
  const textOf = useRuleText()
  return (
    <Table
      caption={pages.segments}
      items={items}
      keyOf={({ id }) => id}
      ticks={
        isLive && items.length > 1
          ? {
              ...ticks,
              mayTick: () => true,
              label: ({ name }) => words.tick(name),
              allLabel: words.tickAll,
            }
          : undefined
      }
      columns={[
        {
          key: 'name',
          title: words.name,
          cell: (one) => (
            <>
              <Link to="/segments/$segmentId" params={{ segmentId: one.id }}>
                {one.name}
              </Link>{' '}
              {one.failedAt && <Badge tone="bad">{words.failed}</Badge>}
              <span className="soft small clamp">{textOf(ruleOf(one), naming)}</span>
            </>
          ),
        },
        {
          key: 'size',
          title: words.size,
          isFigure: true,
          cell: (one) =>
            one.filling && isLive
              ? words.filling(percent(shareOf(one.filling.asked, one.filling.everybody)))
              : count(one.members),
        },
        {
          key: 'share',
          title: words.share,
          isFigure: true,
          cell: (one) => percent(shareOf(one.members, everybody)),
        },
        {
          key: 'week',
          title: words.week,
          isFigure: true,
          cell: (one) => changeText(one, words.same, count),
        },
        {
          key: 'cost',
          title: words.cost,
          isFigure: true,
          cell: ({ costUs, costPeople }) =>
            costPeople === 0
              ? words.costNone
              : words.costOf((costUs / costPeople).toFixed(costUs < costPeople * 10 ? 1 : 0)),
        },
      ]}
    />
  )
}

function changeText(one: Item, same: string, count: (value: number) => string): string {
  if (one.membersBefore === null) return '–'
  const more = one.members - one.membersBefore
  if (more === 0) return same
  return `${more > 0 ? '+' : '−'}${count(Math.abs(more))}`
}

/** Who is in exactly which of them. */
function Overlap({ ids, items }: { ids: string[]; items: Item[] }) {
  const { list: words } = useWords(segmentWords)
  const { count } = useFormats()
  const { regions, asOf } = useApi(api.getSegmentOverlap, { ids: ids.join(',') })
  const nameOf = (id: string) => items.find((one) => one.id === id)?.name ?? id
  if (!regions) return <p>{words.tooSlow}</p>
  if (regions.length === 0) return <p>{words.nobodyIn}</p>
  const most = Math.max(...regions.map(({ members }) => members))
  return (
    <div className="stack">
      <Table
        caption={words.overlapTitle}
        items={regions}
        keyOf={({ segmentIds }) => segmentIds.join()}
        columns={[
          {
            key: 'which',
            title: words.name,
            cell: ({ segmentIds, members }) => {
              const names = segmentIds.map(nameOf).join(words.and)
              return (
                <>
                  {segmentIds.length === 1 ? `${words.only}${names}` : names}
                  <br />
                  <meter aria-label={names} min={0} max={most} value={members} />
                </>
              )
            },
          },
          {
            key: 'people',
            title: words.people,
            isFigure: true,
            cell: ({ members }) => count(members),
          },
        ]}
      />
      <p className="soft small">
        <Age asOf={asOf} />
      </p>
    </div>
  )
}
