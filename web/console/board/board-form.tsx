/** A board as it is registered: what it is called and offers, and whom it is for. */
import { useState } from 'react'
import * as api from '#web/kit/api.ts'
import type { AnswerOf, Args } from '#web/kit/client.ts'
import { Select, TextField } from '#web/kit/field.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { toast } from '#web/kit/toast.tsx'
import { useAction } from '#web/kit/use-api.ts'
import { Form } from '../form.tsx'
import { SegmentSelect } from '../journey/step-form.tsx'
import { boughtBefore, noWords } from '../journey/tree.ts'
import tools from '../tools.module.css'
import { boardWords } from '../words/boards.ts'

export type Board = AnswerOf<typeof api.getConsoleBoards>['items'][number]
/** As it is sent; what is read of it is the same. */
type Rule = Args<NonNullable<(typeof api.postBoard)['route']>>['rule']

const empty = {
  code: '',
  nameZh: '',
  nameEn: '',
  offerZh: '',
  offerEn: '',
  link: null as string | null,
  rule: null as Rule,
  status: 'open' as Board['status'],
}

export function BoardForm({ board, onDone }: { board?: Board | undefined; onDone: () => void }) {
  const words = useWords(boardWords)
  const [typed, setTyped] = useState(board ? { ...board, rule: board.rule as Rule } : empty)
  const change = (part: Partial<typeof empty>) => setTyped({ ...typed, ...part })
  const options = {
    refreshes: [api.getConsoleBoards],
    onDone: () => {
      toast({ text: words.saved })
      onDone()
    },
  }
  const add = useAction(api.postBoard, options)
  const put = useAction(api.putBoard, options)
  const { code, nameZh, nameEn, offerZh, offerEn, link, rule, status } = typed
  const isCode = /^[a-z][a-z0-9-]{1,29}$/.test(code)
  const isWhole = [nameZh, nameEn, offerZh, offerEn].every((text) => text.trim() !== '')
  const lacksSegment = rule?.is === 'in' && rule.segmentId === noWords
  const text = { nameZh, nameEn, offerZh, offerEn, link: link?.trim() || null, rule, status }
  return (
    <Form
      action={board ? put : add}
      submit={words.save}
      whyNot={
        !isCode
          ? words.codeWrong
          : !isWhole
            ? words.needAll
            : lacksSegment
              ? words.needSegment
              : null
      }
      onSubmit={() =>
        board ? put.run({ ...text, code, edition: board.edition }) : add.run({ ...text, code })
      }
    >
      {!board && (
        <TextField
          label={words.code}
          value={code}
          maxLength={30}
          fault={code !== '' && !isCode ? words.codeWrong : null}
          onChange={(value) => change({ code: value.trim().toLowerCase() })}
        />
      )}
      <div className={tools['fields']}>
        <TextField
          label={words.nameZh}
          value={nameZh}
          maxLength={40}
          onChange={(value) => change({ nameZh: value })}
        />
        <TextField
          label={words.nameEn}
          value={nameEn}
          maxLength={40}
          onChange={(value) => change({ nameEn: value })}
        />
      </div>
      <TextField
        label={words.offerZh}
        value={offerZh}
        maxLength={200}
        onChange={(value) => change({ offerZh: value })}
      />
      <TextField
        label={words.offerEn}
        value={offerEn}
        maxLength={200}
        onChange={(value) => change({ offerEn: value })}
      />
      <TextField
        label={words.link}
        value={link ?? ''}
        maxLength={200}
        onChange={(value) => change({ link: value })}
      />
      <RuleSelect rule={rule} onChange={(changed) => change({ rule: changed })} />
      {board && (
        <Select
          label={words.status}
          value={status}
          options={(['open', 'closed'] as const).map((value) => ({
            value,
            label: words.statuses[value],
          }))}
          onChange={(value) => change({ status: value })}
        />
      )}
    </Form>
  )
}

type Asked = 'everybody' | 'bought' | 'segment' | 'other'
export const askedOf = (rule: Rule | Board['rule']): Asked =>
  rule === null
    ? 'everybody'
    : rule.is === 'in' && rule.in
      ? 'segment'
      : JSON.stringify(rule) === JSON.stringify(boughtBefore)
        ? 'bought'
        : 'other'

function RuleSelect({ rule, onChange }: { rule: Rule; onChange: (rule: Rule) => void }) {
  const words = useWords(boardWords)
  const asked = askedOf(rule)
  const shown: Asked[] = ['everybody', 'bought', 'segment', ...(asked === 'other' ? [asked] : [])]
  return (
    <div className={tools['fields']}>
      <Select
        label={words.rule}
        value={asked}
        options={shown.map((value) => ({ value, label: words.rules[value] }))}
        onChange={(wanted) => {
          if (wanted === 'everybody') onChange(null)
          if (wanted === 'bought') onChange(boughtBefore)
          if (wanted === 'segment') onChange({ is: 'in', in: true, segmentId: noWords })
        }}
      />
      {rule?.is === 'in' && (
        <SegmentSelect
          value={rule.segmentId}
          onChange={(segmentId) => onChange({ is: 'in', in: true, segmentId })}
        />
      )}
    </div>
  )
}
