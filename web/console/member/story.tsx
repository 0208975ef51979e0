/**
 * Everything that happened to somebody, newest first, by day; one kind of it where that is asked
 * for.
 */
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import * as api from '#web/kit/api.ts'
import type { AnswerOf } from '#web/kit/client.ts'
import { time } from '#web/kit/format.ts'
import { useLanguage, useWords } from '#web/kit/i18n.ts'
import { Pager } from '#web/kit/list.tsx'
import { Section } from '#web/kit/page.tsx'
import { Tabs } from '#web/kit/tabs.tsx'
import { useApiState, usePages } from '#web/kit/use-api.ts'
import { useFormats } from '../formats.tsx'
import { shortId } from '../id.tsx'
import { memberPageWords } from '../words/member-page.ts'
import { memberStoryWords } from '../words/member-story.ts'
import { memberWords } from '../words/members.ts'
import { tagWords } from '../words/tags.ts'
import { storyGroups } from './choices.ts'
import type { Stage } from './choices.ts'
import { dayInChina, useTagNames, useTopicNames } from './names.ts'
import styles from './story.module.css'

type Item = AnswerOf<typeof api.getMemberStory>['items'][number]
type Group = (typeof storyGroups)[number]

export function Story({ memberId, group }: { memberId: string; group: Group | undefined }) {
  const words = useWords(memberStoryWords)
  const { page } = useWords(memberPageWords)
  const { pages, ...pager } = usePages(api.getMemberStory, {
    memberId,
    ...(group ? { group } : {}),
  })
  return (
    <Section title={page.story}>
      <Tabs label={words.label}>
        <Link
          to="/members/$memberId"
          params={{ memberId }}
          search={{}}
          activeOptions={{ exact: true }}
          resetScroll={false}
        >
          {words.groups.all}
        </Link>
        {storyGroups.map((one) => (
          <Link
            key={one}
            to="/members/$memberId"
            params={{ memberId }}
            search={{ group: one }}
            resetScroll={false}
          >
            {words.groups[one]}
          </Link>
        ))}
      </Tabs>
      {pager.items.length === 0 && <p className="soft">{group ? words.noneOf : words.none}</p>}
      {pages.map((one, at) => (
        <StoryPage
          key={one.items[0]?.id ?? 'none'}
          items={one.items}
          memberId={memberId}
          before={pages[at - 1]?.items.at(-1)}
        />
      ))}
      <Pager {...pager} />
    </Section>
  )
}

/** The goods of a page are named with the page. */
function StoryPage(props: { items: Item[]; memberId: string; before: Item | undefined }) {
  const { items, memberId, before } = props
  const { nameOfDay } = useFormats()
  const titles = useTitles(items)
  const days = Map.groupBy(items, (item) => dayInChina(item.at))
  return (
    <>
      {[...days].map(([name, told]) => (
        <div key={name}>
          {(!before || dayInChina(before.at) !== name) && (
            <h3 className={styles['day']}>{nameOfDay(name)}</h3>
          )}
          <ol className={styles['story']}>
            {told.map((item) => (
              <StoryRow key={item.id} item={item} memberId={memberId} titles={titles} />
            ))}
          </ol>
        </div>
      ))}
    </>
  )
}

type Titles = ReadonlyMap<string, string>

/** Of the products that are on sale still; others go by their id. */
function useTitles(items: Item[]): Titles {
  const { titleOf } = useFormats()
  const ids = [
    ...new Set(items.flatMap((one) => (one.group === 'deeds' ? (one.objectId ?? []) : []))),
  ]
  // As many as one call names; a page of a story has twice as many at most.
  const first = useApiState(
    api.getChosenProducts,
    { ids: ids.slice(0, 20).join(',') },
    { enabled: ids.length > 0, keeps: true },
  )
  const rest = useApiState(
    api.getChosenProducts,
    { ids: ids.slice(20, 40).join(',') },
    { enabled: ids.length > 20, keeps: true },
  )
  const found = [...(first.data?.items ?? []), ...(rest.data?.items ?? [])]
  return new Map(found.map((one) => [one.id, titleOf(one)]))
}

function StoryRow({ item, memberId, titles }: { item: Item; memberId: string; titles: Titles }) {
  const words = useWords(memberStoryWords)
  const language = useLanguage()
  return (
    <li className={styles[item.group]}>
      <time dateTime={item.at}>{time(item.at, language)}</time>
      <span className={styles['what']}>
        <What item={item} titles={titles} />
        {item.personId !== memberId && item.group !== 'identity' && (
          <span className="soft small">{words.by(shortId(item.personId))}</span>
        )}
      </span>
    </li>
  )
}

function What({ item, titles }: { item: Item; titles: Titles }): ReactNode {
  const words = useWords(memberStoryWords)
  const { stages } = useWords(memberWords)
  const tags = useWords(tagWords)
  const { money, count } = useFormats()
  const tagName = useTagNames()
  const topicName = useTopicNames()
  const { group, what, detail, objectId, amountFen, quantity, topic } = item
  if (group === 'stages') {
    const stage = stages[what as Stage]
    return detail ? words.stageFrom(stages[detail as Stage], stage) : words.stage(stage)
  }
  if (group === 'tags')
    return (
      <>
        {words.tagged(tagName(detail!))}{' '}
        <span className="soft small">{tags.origins[what as keyof typeof tags.origins]}</span>
      </>
    )
  if (item.id.startsWith('message:')) {
    const about = words.messages[what as keyof typeof words.messages]
    return about ? `${words.message}: ${about}` : words.message
  }
  const text = words.what[what as keyof typeof words.what] ?? words.other
  if (group === 'identity')
    return (
      <>
        {text}{' '}
        {objectId && (
          <Link to="/members/$memberId" params={{ memberId: objectId }}>
            {shortId(objectId)}
          </Link>
        )}
      </>
    )
  if (group === 'orders' && objectId)
    return (
      <>
        {text} {amountFen !== null && <strong>{money(amountFen)}</strong>}{' '}
        <Link to="/orders/$orderId" params={{ orderId: objectId }}>
          {words.order(shortId(objectId))}
        </Link>
      </>
    )
  return (
    <>
      {text}{' '}
      {objectId && titles.has(objectId) ? (
        <Link to="/products/$productId" params={{ productId: objectId }}>
          {titles.get(objectId)}
        </Link>
      ) : (
        isAboutGoods(what) && (topic ? topicName(topic) : words.goods)
      )}
      {quantity !== null && quantity > 1 && (
        <span className="soft small"> {words.pieces(count(quantity))}</span>
      )}
    </>
  )
}

const isAboutGoods = (what: string) => ['viewed', 'added', 'shared'].includes(what)
