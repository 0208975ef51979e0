/** The words of a message: chosen from those that are there, or written; beside them how they look. */
import { useState } from 'react'
import * as api from '#web/kit/api.ts'
import { Button } from '#web/kit/button.tsx'
import type { AnswerOf } from '#web/kit/client.ts'
import { ErrorNote } from '#web/kit/error-note.tsx'
import { Select, TextArea, TextField } from '#web/kit/field.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { toast } from '#web/kit/toast.tsx'
import { useAction, useApi } from '#web/kit/use-api.ts'
import { useAccess } from '../access.ts'
import tools from '../tools.module.css'
import { outreachWords } from '../words/outreach.ts'
import { sharedWords } from '../words/shared.ts'
import { Preview } from './preview.tsx'
import styles from './preview.module.css'

type Template = AnswerOf<typeof api.getTemplates>['items'][number]

const nothing = { name: '', titleZh: '', titleEn: '', bodyZh: '', bodyEn: '', link: '' }
type Typed = typeof nothing
const writeNew = 'new'

export function WordsPicker(props: {
  templateId: string | null
  onPick: (templateId: string | null) => void
}) {
  const words = useWords(outreachWords)
  const { items } = useApi(api.getTemplates)
  const [isWriting, setWriting] = useState(items.length === 0)
  const chosen = items.find((one) => one.id === props.templateId)
  const pick = (value: string) => {
    setWriting(value === writeNew)
    props.onPick(value === writeNew || value === '' ? null : value)
  }
  const done = (template: Template) => {
    setWriting(false)
    props.onPick(template.id)
  }
  return (
    <div className="card stack">
      {items.length > 0 && (
        <Select
          label={words.template}
          value={isWriting && !chosen ? writeNew : (props.templateId ?? '')}
          options={[
            { value: '', label: '—' },
            ...items.map((one) => ({ value: one.id, label: one.name })),
            { value: writeNew, label: words.newTemplate },
          ]}
          onChange={pick}
        />
      )}
      {isWriting ? (
        <WordsForm key={chosen?.id ?? writeNew} template={chosen} onSaved={done} />
      ) : (
        chosen && (
          <>
            <Preview text={chosen} />
            <div className="row">
              <Button icon="pen" onPress={() => setWriting(true)}>
                {words.edit}
              </Button>
            </div>
          </>
        )
      )}
    </div>
  )
}

/** It stands inside the form that sends, so it saves by a button of its own. */
function WordsForm(props: {
  template?: Template | undefined
  onSaved: (template: Template) => void
}) {
  const { template, onSaved } = props
  const words = useWords(outreachWords)
  const shared = useWords(sharedWords)
  const { whyNot } = useAccess()
  const [typed, setTyped] = useState<Typed>(
    template ? { ...textOf(template), link: template.link ?? '' } : nothing,
  )
  const options = {
    refreshes: [api.getTemplates],
    onDone: (saved: Template) => {
      toast({ text: words.saved })
      onSaved(saved)
    },
  }
  const create = useAction(api.postTemplate, options)
  const change = useAction(api.putTemplate, options)
  const text = templateFrom(typed)
  const isLinkWrong = typed.link.trim() !== '' && !/^\/(?!\/)[^\s\\]*$/.test(typed.link.trim())
  const field = (name: keyof Typed, maxLength: number) => ({
    value: typed[name],
    maxLength,
    onChange: (value: string) => setTyped({ ...typed, [name]: value }),
  })
  return (
    <div className={styles['beside']}>
      <div className="stack">
        <TextField label={words.name} {...field('name', 60)} />
        <div className={tools['fields']}>
          <TextField label={words.titleZh} {...field('titleZh', 60)} />
          <TextField label={words.titleEn} {...field('titleEn', 60)} />
        </div>
        <TextArea label={words.bodyZh} {...field('bodyZh', 300)} />
        <TextArea label={words.bodyEn} {...field('bodyEn', 300)} />
        <TextField
          label={words.link}
          hint={words.linkHint}
          fault={isLinkWrong ? words.linkWrong : null}
          {...field('link', 200)}
        />
        {template?.isSent && <p className="soft small">{words.sentStays}</p>}
        <ErrorNote error={create.error ?? change.error} />
        <div className="row">
          <Button
            isBusy={create.isRunning || change.isRunning}
            disabledReason={
              whyNot('outreach.send') ?? (text && !isLinkWrong ? null : shared.needAll)
            }
            onPress={() => {
              if (!text) return
              if (template)
                change.run({ ...text, templateId: template.id, version: template.version })
              else create.run(text)
            }}
          >
            {words.save}
          </Button>
        </div>
      </div>
      <Preview text={typed} />
    </div>
  )
}

const textOf = ({ name, titleZh, titleEn, bodyZh, bodyEn }: Template) => {
  return { name, titleZh, titleEn, bodyZh, bodyEn }
}

/** What was typed, trimmed, or null while something is missing. */
function templateFrom(typed: Typed) {
  const trimmed = Object.fromEntries(
    Object.entries(typed).map(([name, text]) => [name, text.trim()]),
  ) as Typed
  const { link, ...texts } = trimmed
  if (Object.values(texts).some((text) => text === '')) return null
  return { ...texts, link: link === '' ? null : link }
}
