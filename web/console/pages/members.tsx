/** The people of the pool: how many stand in which stage, who they are, and what buyers are worth. */
import { Link, getRouteApi, useNavigate } from '@tanstack/react-router'
import * as api from '#web/kit/api.ts'
import { buttonClass } from '#web/kit/button.tsx'
import type { AnswerOf } from '#web/kit/client.ts'
import { Select } from '#web/kit/field.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { Empty, Pager } from '#web/kit/list.tsx'
import { Page } from '#web/kit/page.tsx'
import { Table } from '#web/kit/table.tsx'
import { Tabs } from '#web/kit/tabs.tsx'
import { useApi, useApiState, usePages } from '#web/kit/use-api.ts'
import { useAccess } from '../access.ts'
import { useFormats } from '../formats.tsx'
import { FindPerson } from '../member/find-person.tsx'
import { useNameOf, useTagNames } from '../member/names.ts'
import { RfmMap } from '../member/rfm-map.tsx'
import { StageBadge } from '../member/stage-badge.tsx'
import { StageCurve } from '../member/stage-curve.tsx'
import { StageStrip } from '../member/stage-strip.tsx'
import { TagList } from '../member/tag-list.tsx'
import { frameWords } from '../words/frame.ts'
import { memberImportWords } from '../words/member-imports.ts'
import { memberWords } from '../words/members.ts'
import styles from './members.module.css'

type Member = AnswerOf<typeof api.getMembers>['items'][number]
const route = getRouteApi('/inside/members')
type Search = Omit<ReturnType<typeof route.useSearch>, 'view'>

export function MembersPage() {
  const { list: words } = useWords(memberWords)
  const { pages } = useWords(frameWords)
  const search = route.useSearch()
  const { view, ...filter } = search
  return (
    <Page
      title={pages.members}
      width="wide"
      actions={
        <div className="row">
          <FindPerson />
          <ImportLink />
        </div>
      }
    >
      <Tabs label={words.views}>
        <Link to="/members" search={filter} activeOptions={{ exact: true }}>
          {words.people}
        </Link>
        <Link to="/members" search={{ ...filter, view: 'value' }} activeOptions={{ exact: true }}>
          {words.value}
        </Link>
        <Link to="/members" search={{ ...filter, view: 'tags' }} activeOptions={{ exact: true }}>
          {words.tags}
        </Link>
      </Tabs>
      {view === 'value' && <RfmMap />}
      {view === 'tags' && <TagList />}
      {view === undefined && <People search={filter} />}
    </Page>
  )
}

function People({ search }: { search: Search }) {
  const { list: words } = useWords(memberWords)
  const stages = useApi(api.getMemberStages, {})
  const { items, ...pager } = usePages(api.getMembers, search)
  const isEmpty = stages.stages.every((one) => one.people === 0)
  if (isEmpty && items.length === 0)
    return (
      <Empty icon="person" title={words.noneYet}>
        <p>{words.noneYetHint}</p>
        <ImportLink />
      </Empty>
    )
  const { stage: _, ...others } = search
  return (
    <>
      <StageStrip of={stages} search={others} />
      <StageCurve of={stages} stage={search.stage} />
      <Filters search={search} />
      {items.length === 0 ? (
        <Empty icon="person" title={words.none}>
          <Link to="/members">{words.clear}</Link>
        </Empty>
      ) : (
        <MembersTable items={items} />
      )}
      <Pager {...pager} />
    </>
  )
}

function ImportLink() {
  const { title } = useWords(memberImportWords)
  const { may } = useAccess()
  if (!may('members.import')) return null
  return (
    <Link to="/members/import" className={buttonClass()}>
      {title}
    </Link>
  )
}

function Filters({ search }: { search: Search }) {
  const { list: words } = useWords(memberWords)
  const { kinds } = useWords(memberWords)
  const { count } = useFormats()
  const tagName = useTagNames()
  const navigate = useNavigate()
  const { data: tags } = useApiState(api.getTagNames, {}, { keeps: true })
  const { kind, tag, channelId } = search
  const { channelId: _, ...anyChannel } = search
  const change = (next: Partial<Search>) =>
    void navigate({ to: '/members', search: withoutEmpty({ ...search, ...next }) })
  const known = tags?.items ?? []
  return (
    <div className="stack-tight">
      <div className={styles['filters']}>
        <Select
          label={words.kind}
          isLabelSpoken
          value={kind ?? ''}
          options={[
            { value: '', label: words.anyKind },
            { value: 'member', label: kinds.member },
            { value: 'visitor', label: kinds.visitor },
          ]}
          onChange={(value) => change({ kind: value === '' ? undefined : value })}
        />
        <Select
          label={words.tag}
          isLabelSpoken
          value={tag ?? ''}
          options={[
            { value: '', label: words.anyTag },
            ...(tag && !known.some((one) => one.tag === tag) ? [{ value: tag, label: tag }] : []),
            ...known.map((one) => ({
              value: one.tag,
              label: words.tagOf(tagName(one.tag), count(one.people)),
            })),
          ]}
          onChange={(value) => change({ tag: value === '' ? undefined : value })}
        />
      </div>
      {Object.keys(search).length > 0 && (
        <p className="row soft small">
          {channelId && (
            <span>
              {words.ofChannel}{' '}
              <Link to="/members" search={anyChannel}>
                {words.all}
              </Link>
            </span>
          )}
          <Link to="/members">{words.clear}</Link>
        </p>
      )}
    </div>
  )
}

function withoutEmpty(search: { [K in keyof Search]: Search[K] | undefined }): Search {
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined))
}

/** More would make a row of one person as tall as three. */
const tagsShown = 3

function MembersTable({ items }: { items: Member[] }) {
  const { list: words } = useWords(memberWords)
  const { pages } = useWords(frameWords)
  const { count, money, dateTime } = useFormats()
  return (
    <Table
      caption={pages.members}
      items={items}
      keyOf={(member) => member.memberId}
      columns={[
        { key: 'person', title: words.person, cell: (member) => <Who member={member} /> },
        { key: 'stage', title: words.stage, cell: (one) => <StageBadge stage={one.stage} /> },
        { key: 'tags', title: words.tags, cell: (member) => <TagsOf member={member} /> },
        { key: 'last', title: words.last, cell: (member) => dateTime(member.lastAt) },
        {
          key: 'orders',
          title: words.orders,
          isFigure: true,
          cell: (member) => member.orders > 0 && count(member.orders),
        },
        {
          key: 'spent',
          title: words.spent,
          isFigure: true,
          cell: (member) => member.orders > 0 && money(member.paidFen - member.refundedFen),
        },
      ]}
    />
  )
}

function Who({ member }: { member: Member }) {
  const nameOf = useNameOf()
  return (
    <>
      <Link to="/members/$memberId" params={{ memberId: member.memberId }}>
        {nameOf(member)}
      </Link>
      {member.phoneMasked && (
        <>
          <br />
          <span className="soft small">{member.phoneMasked}</span>
        </>
      )}
    </>
  )
}

function TagsOf({ member }: { member: Member }) {
  const { list: words } = useWords(memberWords)
  const tagName = useTagNames()
  const more = member.tags.length - tagsShown
  if (member.tags.length === 0) return null
  return (
    <span className={styles['tags']}>
      {member.tags.slice(0, tagsShown).map((tag) => (
        <span key={tag} className={styles['tag']}>
          {tagName(tag)}
        </span>
      ))}
      {more > 0 && <span className="soft small">{words.moreTags(more)}</span>}
    </span>
  )
}
