/** Which channels brought what, what it cost, and what the next buyer would cost. */
import { Link, getRouteApi } from '@tanstack/react-router'
import * as api from '#web/kit/api.ts'
import { serverNow } from '#web/kit/client.ts'
import { useWords } from '#web/kit/i18n.ts'
import { Empty } from '#web/kit/list.tsx'
import { Page } from '#web/kit/page.tsx'
import { useApi } from '#web/kit/use-api.ts'
import { Asked } from '../attribution/asked.tsx'
import { kinds, models, ranges, windows } from '../attribution/choices.ts'
import { CompareModels } from '../attribution/compare.tsx'
import { Curve } from '../attribution/curve.tsx'
import { Economics } from '../attribution/economics.tsx'
import { Paths } from '../attribution/paths.tsx'
import { useFormats } from '../formats.tsx'
import { useNames } from '../home/names.ts'
import { daysBefore } from '../typed.ts'
import { attributionWords } from '../words/attribution.ts'
import { frameWords } from '../words/frame.ts'

const route = getRouteApi('/inside/attribution')

export function AttributionPage() {
  const words = useWords(attributionWords)
  const { pages } = useWords(frameWords)
  const { count } = useFormats()
  const { share } = useNames()
  const search = route.useSearch()
  const { margin } = search
  const attribution = useApi(api.getAttribution, {
    model: search.model ?? models[0],
    window: search.window ?? windows[0],
    which: search.which ?? kinds[0],
    from: daysBefore(serverNow(), Number(search.days ?? ranges[0]) - 1),
    ...(margin && margin !== 'agreed' ? { marginBps: Number(margin) } : {}),
  })
  const { channels } = attribution
  const orders = channels.reduce((sum, { credit }) => sum + credit.linear, 0) / 1_000_000
  const own = channels.find(({ channelId }) => channelId === null)?.credit.linear ?? 0
  const known = Math.round(orders - own / 1_000_000)
  return (
    <Page title={pages.attribution} width="wide">
      <Asked search={search} />
      {channels.every(({ channelId }) => channelId === null) ? (
        <Empty icon="search" title={words.none}>
          <p>{words.noneHint}</p>
          <Link to="/links">{words.toLinks}</Link>
        </Empty>
      ) : (
        <>
          <p>
            {orders > 0
              ? words.lead(count(Math.round(orders)), count(known), share(known, orders))
              : words.noOrders}
          </p>
          <Economics of={attribution} isAgreed={!margin || margin === 'agreed'} />
          <Curve of={attribution} search={search} />
          <CompareModels of={attribution} />
          <Paths of={attribution} />
        </>
      )}
    </Page>
  )
}
