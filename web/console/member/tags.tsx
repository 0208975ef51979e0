/**
 * Tags of a person: each with where it comes from, how sure it is and until when; set and taken off
 * here.
 */
import { useState } from 'react'
import * as api from '#web/kit/api.ts'
import { Button, IconButton } from '#web/kit/button.tsx'
import { Dialog } from '#web/kit/dialog.tsx'
import { ErrorNote } from '#web/kit/error-note.tsx'
import { Select, TextField } from '#web/kit/field.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { Section } from '#web/kit/page.tsx'
import { toast } from '#web/kit/toast.tsx'
import { useAction } from '#web/kit/use-api.ts'
import { useAccess } from '../access.ts'
import { Form } from '../form.tsx'
import { useFormats } from '../formats.tsx'
import { useUndo } from '../undo.ts'
import { sharedWords } from '../words/shared.ts'
import { tagWords } from '../words/tags.ts'
import type { Member } from './member.ts'
import { useTagNames } from './names.ts'
import styles from './tags.module.css'

type Tag = Member['tags'][number]
const refreshes = [api.getMember, api.getMemberStory, api.getTagNames, api.getMembers]
const spans = ['', '30', '90', '365'] as const
const dayMs = 86_400_000

export function Tags({ member }: { member: Member }) {
  const words = useWords(tagWords)
  const { whyNot } = useAccess()
  const [isOpen, setOpen] = useState(false)
  return (
    <Section
      title={words.title}
      actions={
        <Button
          small
          icon="plus"
          disabledReason={whyNot('members.edit')}
          onPress={() => setOpen(true)}
        >
          {words.add}
        </Button>
      }
    >
      {member.tags.length === 0 ? (
        <p className="soft">{words.none}</p>
      ) : (
        <ul className={styles['tags']}>
          {member.tags.map((tag) => (
            <TagRow key={tag.tag} memberId={member.memberId} tag={tag} />
          ))}
        </ul>
      )}
      <Dialog title={words.add} isOpen={isOpen} onClose={() => setOpen(false)}>
        <TagForm memberId={member.memberId} onDone={() => setOpen(false)} />
      </Dialog>
    </Section>
  )
}

function TagRow({ memberId, tag: of }: { memberId: string; tag: Tag }) {
  const words = useWords(tagWords)
  const { day } = useFormats()
  const { may } = useAccess()
  const tagName = useTagNames()
  const { tag, origin, confidenceBps, expiresAt } = of
  const setBack = useUndo(api.postMemberTag, refreshes)
  const remove = useAction(api.deleteMemberTag, {
    refreshes,
    onDone: () => {
      const days = expiresAt && Math.max(1, Math.ceil((Date.parse(expiresAt) - Date.now()) / dayMs))
      setBack(words.removed(tagName(tag)), { memberId, tag, ...(days ? { days } : {}) })
    },
  })
  const source = [
    words.origins[origin],
    ...(confidenceBps < 10_000 ? [words.sure(`${Math.round(confidenceBps / 100)}%`)] : []),
    ...(expiresAt ? [words.until(day(expiresAt))] : []),
  ]
  return (
    <li>
      <span className={styles['text']}>
        <span>{tagName(tag)}</span>
        <span className="soft small">{source.join(' · ')}</span>
        <ErrorNote error={remove.error} />
      </span>
      {may('members.edit') && (
        <IconButton
          icon="close"
          label={words.remove(tagName(tag))}
          onPress={() => remove.run({ memberId, tag })}
        />
      )}
    </li>
  )
}

function TagForm({ memberId, onDone }: { memberId: string; onDone: () => void }) {
  const words = useWords(tagWords)
  const shared = useWords(sharedWords)
  const [tag, setTag] = useState('')
  const [span, setSpan] = useState<(typeof spans)[number]>('')
  const add = useAction(api.postMemberTag, {
    refreshes,
    onDone: (_, args) => {
      toast({ text: words.added(args.tag) })
      onDone()
    },
  })
  return (
    <Form
      action={add}
      submit={words.submit}
      whyNot={tag.trim() ? null : shared.needAll}
      onSubmit={() => add.run({ memberId, tag, ...(span ? { days: Number(span) } : {}) })}
    >
      <TextField
        label={words.name}
        hint={words.nameHint}
        maxLength={40}
        isRequired
        value={tag}
        onChange={setTag}
      />
      <Select
        label={words.days}
        value={span}
        options={spans.map((value) => ({
          value,
          label: value ? words.daysOf(Number(value)) : words.forGood,
        }))}
        onChange={setSpan}
      />
    </Form>
  )
}
