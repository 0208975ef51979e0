/** How attached members are, how well that is known, who the heads are, and whose index moved. */
import { getRouteApi } from '@tanstack/react-router'
import * as api from '#web/kit/api.ts'
import { useWords } from '#web/kit/i18n.ts'
import { Empty } from '#web/kit/list.tsx'
import { Page, Section } from '#web/kit/page.tsx'
import { Table } from '#web/kit/table.tsx'
import { useApi } from '#web/kit/use-api.ts'
import { Check } from '../anchoring/check.tsx'
import type { Anchoring } from '../anchoring/check.tsx'
import { lists } from '../anchoring/lists.ts'
import { Members } from '../anchoring/members.tsx'
import { useFormats } from '../formats.tsx'
import { Age } from '../home/age.tsx'
import { useNames } from '../home/names.ts'
import { anchoringWords } from '../words/anchoring.ts'
import { frameWords } from '../words/frame.ts'

const route = getRouteApi('/inside/anchoring')

export function AnchoringPage() {
  const words = useWords(anchoringWords)
  const { pages } = useWords(frameWords)
  const { list = lists[0] } = route.useSearch()
  const anchoring = useApi(api.getAnchoring)
  const { asOf, state, members } = anchoring
  return (
    <Page title={pages.anchoring} width="wide">
      {asOf === null ? (
        <Empty icon="person" title={words.none}>
          <p>{words.noneHint}</p>
        </Empty>
      ) : state === 'too_few' ? (
        <Empty icon="person" title={words.tooFew}>
          <p>{words.tooFewHint}</p>
          <p className="soft small">
            <Age asOf={asOf} />
          </p>
        </Empty>
      ) : (
        <>
          {members > 0 && <Lead of={anchoring} />}
          {state === 'telling' && <p className="soft">{words.telling}</p>}
          <Members list={list} of={anchoring} />
          <Check heldBack={anchoring.heldBack} asOf={asOf} />
          <How of={anchoring} />
        </>
      )}
    </Page>
  )
}

function Lead({ of }: { of: Anchoring }) {
  const words = useWords(anchoringWords)
  const { count, money } = useFormats()
  const { share } = useNames()
  const { members, meanBps, horizonDays, heads, headsPaidFen, paidFen, asOf } = of
  return (
    <p>
      {words.lead(count(members), share(meanBps ?? 0, 10_000), count(horizonDays))}{' '}
      {words.heads(count(heads), share(headsPaidFen, paidFen), money(headsPaidFen))}{' '}
      <span className="soft small">{asOf && <Age asOf={asOf} />}</span>
    </p>
  )
}

function How({ of: { weights, horizonDays } }: { of: Anchoring }) {
  const words = useWords(anchoringWords)
  const { count } = useFormats()
  return (
    <Section title={words.how}>
      <p>{words.howText(count(horizonDays))}</p>
      <Table
        caption={words.how}
        items={weights}
        keyOf={({ feature }) => feature}
        columns={[
          { key: 'feature', title: words.feature, cell: ({ feature }) => words.features[feature] },
          {
            key: 'weight',
            title: words.weight,
            isFigure: true,
            cell: ({ milli }) => `${milli >= 0 ? '+' : '−'}${(Math.abs(milli) / 1_000).toFixed(2)}`,
          },
        ]}
      />
    </Section>
  )
}
