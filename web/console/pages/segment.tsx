/** One segment: who is in it, its rule to be changed, its size over time, and who uses it. */
import { Link, getRouteApi } from '@tanstack/react-router'
import * as api from '#web/kit/api.ts'
import type { AnswerOf } from '#web/kit/client.ts'
import { Button, buttonClass } from '#web/kit/button.tsx'
import { ErrorNote } from '#web/kit/error-note.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { List, Row } from '#web/kit/list.tsx'
import { Page, Section } from '#web/kit/page.tsx'
import { Table } from '#web/kit/table.tsx'
import { toast } from '#web/kit/toast.tsx'
import { useAction, useApi, useFreshApi } from '#web/kit/use-api.ts'
import { useAccess } from '../access.ts'
import { TimeChart } from '../charts/time-chart.tsx'
import { Moment, useFormats } from '../formats.tsx'
import { Age } from '../home/age.tsx'
import { ShortId } from '../id.tsx'
import { ruleOf } from '../segment/conditions.ts'
import { shareOf } from '../segment/count-panel.tsx'
import { Editor } from '../segment/editor.tsx'
import { useNaming, useRuleText } from '../segment/use-naming.ts'
import { dayOf } from '../typed.ts'
import { useUndo } from '../undo.ts'
import { segmentWords } from '../words/segments.ts'

const route = getRouteApi('/inside/segments/$segmentId')
type Segment = AnswerOf<typeof api.getSegment>
const everyMs = 5_000

export function SegmentPage() {
  const { segmentId } = route.useParams()
  const segment = useFreshApi(api.getSegment, { segmentId }, everyMs)
  const { one: words, edit } = useWords(segmentWords)
  const { may, whyNot } = useAccess()
  const naming = useNaming(segmentId)
  const refreshes = [api.getSegment, api.getSegments]
  const save = useAction(api.putSegment, {
    refreshes,
    onDone: () => toast({ text: edit.saved }),
  })
  const undo = useUndo(api.postSegmentRestoring, refreshes)
  const archive = useAction(api.postSegmentArchiving, {
    refreshes,
    onDone: () => undo(words.archivedNow, { segmentId }),
  })
  const restore = useAction(api.postSegmentRestoring, {
    refreshes,
    onDone: () => toast({ text: words.restored }),
  })
  const isLive = segment.status === 'live'
  return (
    <Page
      title={segment.name}
      width="wide"
      actions={
        isLive ? (
          <span className="row">
            {may('outreach.send') && (
              <Link
                to="/outreach/new"
                search={{ segmentId }}
                className={buttonClass({ kind: 'primary' })}
              >
                {words.send}
              </Link>
            )}
            <Button
              isBusy={archive.isRunning}
              disabledReason={whyNot('segments.edit')}
              onPress={() => archive.run({ segmentId })}
            >
              {words.archive}
            </Button>
          </span>
        ) : (
          <Button
            isBusy={restore.isRunning}
            disabledReason={whyNot('segments.edit')}
            onPress={() => restore.run({ segmentId })}
          >
            {words.restore}
          </Button>
        )
      }
    >
      <ErrorNote error={archive.error ?? restore.error} />
      {isLive ? <Size segment={segment} /> : <p className="soft">{words.isArchived}</p>}
      {isLive && (
        <Editor
          key={segment.version}
          name={segment.name}
          rule={ruleOf(segment)}
          naming={naming}
          submit={edit.save}
          action={save}
          onSave={(changed) => save.run({ segmentId, version: segment.version, ...changed })}
        />
      )}
      <Sizes segment={segment} />
      <Sample segment={segment} />
      <Users segment={segment} />
      <Versions segment={segment} />
    </Page>
  )
}

function Size({ segment }: { segment: Segment }) {
  const { one: words } = useWords(segmentWords)
  const { count, percent } = useFormats()
  const { everybody } = useApi(api.getSegments, {})
  const { members, membersBefore, filling, failedAt, asOf } = segment
  const more = membersBefore === null ? null : members - membersBefore
  const { dateTime } = useFormats()
  return (
    <div className="stack-tight">
      <p>
        <strong>{count(members)}</strong> {words.people} ·{' '}
        {words.share(percent(shareOf(members, everybody)))}
        {more !== null &&
          !filling &&
          ` · ${more === 0 ? words.same : more > 0 ? words.more(count(more)) : words.fewer(count(-more))}`}
        {' · '}
        <Age asOf={asOf} />
      </p>
      {filling && (
        <p className="soft">{words.filling(count(filling.asked), count(filling.everybody))}</p>
      )}
      {failedAt && <p>{words.failed(dateTime(failedAt))}</p>}
    </div>
  )
}

function Sizes({ segment: { sizes, asOf } }: { segment: Segment }) {
  const { one: words } = useWords(segmentWords)
  const { count, dateTime, shortDay } = useFormats()
  return (
    <Section title={words.sizes}>
      {sizes.length < 2 ? (
        <p className="soft">{words.sizesNone}</p>
      ) : (
        <TimeChart
          summary={words.sizesSummary(count(sizes[0]!.members), count(sizes.at(-1)!.members))}
          definition={words.sizesDefinition}
          asOf={asOf}
          label={words.sizesLabel}
          points={sizes.map(({ at }) => ({
            label: shortDay(dayOf(Date.parse(at))),
            name: dateTime(at),
          }))}
          series={[
            {
              name: words.people,
              values: sizes.map(({ members }) => members),
              look: 'area',
              tone: 'safe',
              text: count,
            },
          ]}
          scaleText={count}
          table={
            <Table
              caption={words.sizes}
              items={sizes.toReversed()}
              keyOf={({ at }) => at}
              columns={[
                { key: 'at', title: words.time, cell: ({ at }) => <Moment at={at} /> },
                {
                  key: 'members',
                  title: words.people,
                  isFigure: true,
                  cell: ({ members }) => count(members),
                },
              ]}
            />
          }
        />
      )}
    </Section>
  )
}

function Sample({ segment: { sample } }: { segment: Segment }) {
  const { one: words } = useWords(segmentWords)
  return (
    <Section title={words.members}>
      {sample.length === 0 ? (
        <p className="soft">{words.nobody}</p>
      ) : (
        <Table
          caption={words.members}
          items={sample}
          keyOf={({ memberId }) => memberId}
          columns={[
            {
              key: 'member',
              title: words.members,
              cell: ({ memberId }) => (
                <Link to="/members/$memberId" params={{ memberId }}>
                  <ShortId id={memberId} />
                </Link>
              ),
            },
            { key: 'since', title: words.since, cell: ({ since }) => <Moment at={since} /> },
          ]}
        />
      )}
    </Section>
  )
}

function Users({ segment: { usedBy } }: { segment: Segment }) {
  const { one: words } = useWords(segmentWords)
  return (
    <Section title={words.usedBy}>
      {usedBy.length === 0 ? (
        <p className="soft">{words.unused}</p>
      ) : (
        <List label={words.usedBy}>
          {usedBy.map(({ what, id, name }) => (
            <Row key={`${what}${id}`}>
              <span>
                {words.users[what]}{' '}
                {what === 'segment' ? (
                  <Link to="/segments/$segmentId" params={{ segmentId: id }}>
                    {name}
                  </Link>
                ) : (
                  (name ?? <ShortId id={id} />)
                )}
              </span>
            </Row>
          ))}
        </List>
      )}
    </Section>
  )
}

function Versions({ segment: { versions } }: { segment: Segment }) {
  const { one: words } = useWords(segmentWords)
  const naming = useNaming()
  const textOf = useRuleText()
  if (versions.length < 2) return null
  return (
    <Section title={words.versions}>
      <List label={words.versions}>
        {versions.map(({ version, name, changedAt, ...one }) => (
          <Row key={version}>
            <span>
              {words.version(String(version))} · {name} ·{' '}
              <span className="soft">
                <Moment at={changedAt} />
              </span>
              <br />
              <span className="soft small">{textOf(ruleOf(one), naming)}</span>
            </span>
          </Row>
        ))}
      </List>
    </Section>
  )
}
