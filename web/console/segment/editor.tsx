/** A segment's name and rule, with the count beside them. */
import { useState } from 'react'
import type { ReactNode } from 'react'
import { TextField } from '#web/kit/field.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { useAccess } from '../access.ts'
import { Form } from '../form.tsx'
import { segmentEditorWords } from '../words/segment-editor.ts'
import { Builder } from './builder.tsx'
import { countConditions, countUnfinished, isGroup } from './conditions.ts'
import type { Group, Rule } from './conditions.ts'
import { CountPanel } from './count-panel.tsx'
import styles from './segment.module.css'
import type { Naming } from './slots.ts'

export function Editor(props: {
  name: string
  rule: Rule
  naming: Naming
  submit: string
  action: { isRunning: boolean; error: Error | null }
  onSave: (segment: { name: string; rule: Rule }) => void
  beside?: ReactNode
}) {
  const { naming, action, onSave } = props
  const { edit } = useWords(segmentEditorWords)
  const { whyNot } = useAccess()
  const [name, setName] = useState(props.name)
  const [rule, setRule] = useState<Group>(() =>
    isGroup(props.rule) ? props.rule : { is: 'all', of: [props.rule] },
  )
  const missing =
    countConditions(rule) === 0
      ? edit.needRule
      : countUnfinished(rule) > 0
        ? edit.needChoice
        : name.trim() === ''
          ? edit.needName
          : null
  return (
    <div className={styles['desk']}>
      <Form
        action={action}
        submit={props.submit}
        whyNot={whyNot('segments.edit') ?? missing}
        onSubmit={() => onSave({ name: name.trim(), rule })}
        beside={props.beside}
      >
        <TextField
          label={edit.name}
          placeholder={edit.namePlaceholder}
          maxLength={60}
          isRequired
          value={name}
          onChange={setName}
        />
        <section className="stack-tight">
          <h2>{edit.rule}</h2>
          <Builder rule={rule} naming={naming} onChange={setRule} />
        </section>
      </Form>
      <CountPanel rule={rule} naming={naming} />
    </div>
  )
}
