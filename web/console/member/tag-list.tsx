/** The tags in use, and the rules that set some of them. */
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import * as api from '#web/kit/api.ts'
import { Button } from '#web/kit/button.tsx'
import { Dialog } from '#web/kit/dialog.tsx'
import { ErrorNote } from '#web/kit/error-note.tsx'
import { Select, TextField } from '#web/kit/field.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { Empty, List, Row } from '#web/kit/list.tsx'
import { Section } from '#web/kit/page.tsx'
import { Table } from '#web/kit/table.tsx'
import { toast } from '#web/kit/toast.tsx'
import { useAction, useApi } from '#web/kit/use-api.ts'
import { useAccess } from '../access.ts'
import { Form } from '../form.tsx'
import { useFormats } from '../formats.tsx'
import { Age } from '../home/age.tsx'
import { useUndo } from '../undo.ts'
import { sharedWords } from '../words/shared.ts'
import { tagWords } from '../words/tags.ts'
import { useTagNames } from './names.ts'

const refreshes = [api.getTagRules, api.getTagNames]

export function TagList() {
  const { tagList: words, ...one } = useWords(tagWords)
  const { count } = useFormats()
  const tagName = useTagNames()
  const { items, asOf } = useApi(api.getTagNames, {})
  return (
    <div className="stack">
      {items.length === 0 ? (
        <Empty icon="tag" title={words.none}>
          <p>{words.noneHint}</p>
        </Empty>
      ) : (
        <Table
          caption={words.inUse}
          items={items}
          keyOf={(one) => one.tag}
          columns={[
            {
              key: 'tag',
              title: one.name,
              cell: ({ tag }) => (
                <Link to="/members" search={{ tag }}>
                  {tagName(tag)}
                </Link>
              ),
            },
            {
              key: 'people',
              title: words.people,
              isFigure: true,
              cell: (one) => count(one.people),
            },
          ]}
        />
      )}
      <p className="soft small">
        {words.counted} · <Age asOf={asOf} />
      </p>
      <Rules />
    </div>
  )
}

function Rules() {
  const { tagList: words } = useWords(tagWords)
  const { whyNot, may } = useAccess()
  const { count } = useFormats()
  const { items } = useApi(api.getTagRules, {})
  const { items: segments } = useApi(api.getSegments, {})
  const [isOpen, setOpen] = useState(false)
  const live = segments.filter((one) => one.status === 'live')
  const setBack = useUndo(api.postTagRule, refreshes)
  const end = useAction(api.deleteTagRule, {
    refreshes,
    onDone: (_, { ruleId }) => {
      const ended = items.find((one) => one.id === ruleId)
      if (!ended) return
      const { tag, segmentId, confidenceBps } = ended
      setBack(words.ended(tag), { tag, segmentId, confidenceBps })
    },
  })
  return (
    <Section
      title={words.rules}
      actions={
        live.length > 0 && (
          <Button
            small
            icon="plus"
            disabledReason={whyNot('segments.edit')}
            onPress={() => setOpen(true)}
          >
            {words.add}
          </Button>
        )
      }
    >
      <p className="soft small">{words.rulesMeans}</p>
      <ErrorNote error={end.error} />
      {items.length === 0 ? (
        <p className="soft">
          {words.noRules} {live.length === 0 && <Link to="/segments">{words.noSegments}</Link>}
        </p>
      ) : (
        <List label={words.rules}>
          {items.map((rule) => (
            <Row key={rule.id}>
              <div className="row-apart">
                <span>{words.ruleOf(rule.tag, rule.segmentName)}</span>
                <span className="row">
                  <span className="soft small">{words.peopleHave(count(rule.people))}</span>
                  {may('segments.edit') && (
                    <Button small onPress={() => end.run({ ruleId: rule.id })}>
                      {words.end}
                    </Button>
                  )}
                </span>
              </div>
            </Row>
          ))}
        </List>
      )}
      <Dialog title={words.add} isOpen={isOpen} onClose={() => setOpen(false)}>
        <RuleForm segments={live} onDone={() => setOpen(false)} />
      </Dialog>
    </Section>
  )
}

function RuleForm(props: { segments: { id: string; name: string }[]; onDone: () => void }) {
  const { segments, onDone } = props
  const { tagList: words, ...one } = useWords(tagWords)
  const shared = useWords(sharedWords)
  const [tag, setTag] = useState('')
  const [segmentId, setSegment] = useState(segments[0]?.id ?? '')
  const start = useAction(api.postTagRule, {
    refreshes,
    onDone: (_, args) => {
      toast({ text: words.started(args.tag) })
      onDone()
    },
  })
  return (
    <Form
      action={start}
      submit={words.submit}
      whyNot={tag.trim() && segmentId ? null : shared.needAll}
      onSubmit={() => start.run({ tag, segmentId })}
    >
      <Select
        label={words.segment}
        value={segmentId}
        options={segments.map(({ id, name }) => ({ value: id, label: name }))}
        onChange={setSegment}
      />
      <TextField
        label={one.name}
        hint={one.nameHint}
        maxLength={40}
        isRequired
        value={tag}
        onChange={setTag}
      />
    </Form>
  )
}
