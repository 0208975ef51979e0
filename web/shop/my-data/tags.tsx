/** Tags that the shop put on a member; one that they take away stays away. */
import * as api from '#web/kit/api.ts'
import { Button } from '#web/kit/button.tsx'
import { ErrorNote } from '#web/kit/error-note.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { List, Row } from '#web/kit/list.tsx'
import { Section } from '#web/kit/page.tsx'
import { toast } from '#web/kit/toast.tsx'
import { useAction, useApi, useApiState } from '#web/kit/use-api.ts'
import { useTitles } from '../titles.ts'
import { myDataWords } from '../words/my-data.ts'

export function Tags() {
  const words = useWords(myDataWords)
  const { items } = useApi(api.getMyTags)
  const nameOf = useTagNames()
  const remove = useAction(api.deleteMyTag, {
    refreshes: [api.getMyTags, api.getMyData],
    onDone: () => toast({ text: words.removed }),
  })
  if (items.length === 0) return null
  return (
    <Section title={words.tags}>
      <List label={words.tags}>
        {items.map(({ tag }) => (
          <Row key={tag}>
            <div className="row-apart">
              <span>{nameOf(tag)}</span>
              <Button
                small
                kind="quiet"
                icon="bin"
                isBusy={remove.isRunning}
                onPress={() => remove.run({ tag })}
              >
                {words.remove}
              </Button>
            </div>
          </Row>
        ))}
      </List>
      <ErrorNote error={remove.error} />
      <p className="soft small">{words.tagsHint}</p>
    </Section>
  )
}

/** Those that are computed are codes; others are words of the shop. */
export function useTagNames(): (tag: string) => string {
  const words = useWords(myDataWords)
  const topicName = useTopicNames()
  return (tag) => {
    if (tag === 'head_member') return words.headMember
    return tag.startsWith('likes:') ? words.likes(topicName(tag.slice(6))) : tag
  }
}

/** A category by its code; the code itself for one that is gone. */
export function useTopicNames(): (topic: string) => string {
  const { nameOf } = useTitles()
  const { data } = useApiState(api.getCategories, {}, { isEverybodys: true })
  return (topic) => {
    const category = data?.items.find(({ slug }) => slug === topic)
    return category ? nameOf(category) : topic
  }
}
