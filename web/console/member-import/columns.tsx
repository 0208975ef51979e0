/** The columns of a file: what each seems to mean, with its first values, to be corrected. */
import { useState } from 'react'
import * as api from '#web/kit/api.ts'
import { Button } from '#web/kit/button.tsx'
import type { AnswerOf } from '#web/kit/client.ts'
import { ErrorNote } from '#web/kit/error-note.tsx'
import { Checkbox, Choice, Select } from '#web/kit/field.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { List, Row } from '#web/kit/list.tsx'
import { Section } from '#web/kit/page.tsx'
import { useAction, useApi } from '#web/kit/use-api.ts'
import { channels } from '../outreach/channels.ts'
import { memberImportWords } from '../words/member-imports.ts'
import { outreachWords } from '../words/outreach.ts'
import styles from './columns.module.css'

type Mapping = AnswerOf<typeof api.getMemberImportPreview>['guess']
type Field = keyof Mapping['columns']

const dates: Field[] = ['birthday', 'registeredAt', 'consentAt', 'orderedAt', 'refundedAt']
const people: Field[] = ['phone', 'email', 'storeCard', 'wechatOpenid', 'wechatUnionid']

export function Columns({ importId, onChecked }: { importId: string; onChecked: () => void }) {
  const words = useWords(memberImportWords)
  const { channels: channelNames } = useWords(outreachWords)
  const { rows, guess, format, sheet } = useApi(api.getMemberImportPreview, { importId })
  const [mapping, setMapping] = useState<Mapping>(guess)
  const check = useAction(api.postMemberImportCheck, {
    refreshes: [api.getMemberImport],
    onDone: onChecked,
  })
  const width = Math.max(0, ...rows.map(({ cells }) => cells.length))
  const fields = Object.keys(words.fields).filter(
    (field) => field !== 'row' && field !== 'order',
  ) as Field[]
  const options = [
    { value: '', label: words.leave },
    ...fields.map((field) => ({ value: field, label: words.fields[field] })),
  ]
  const fieldOf = (column: number) =>
    fields.find((field) => mapping.columns[field] === column) ?? ''
  const has = (some: Field[]) => some.some((field) => mapping.columns[field] !== undefined)
  function mean(column: number, field: string) {
    const columns = Object.fromEntries(
      Object.entries(mapping.columns).filter(([name, at]) => at !== column && name !== field),
    )
    setMapping({ ...mapping, columns: field === '' ? columns : { ...columns, [field]: column } })
  }
  return (
    <Section title={words.steps.columns}>
      <p className="soft small">
        {words.readAs(format.kind === 'xlsx' ? 'XLSX' : format.encoding.toUpperCase())}
      </p>
      {sheet && sheet.others > 0 && <p>{words.sheet(sheet.name || '1')}</p>}
      <Checkbox
        label={words.hasTitles}
        isChecked={mapping.hasTitles}
        onChange={(hasTitles) => setMapping({ ...mapping, hasTitles })}
      />
      <List label={words.steps.columns}>
        {Array.from({ length: width }, (_, column) => (
          <Row key={column}>
            <ColumnRow
              title={mapping.hasTitles ? (rows[0]?.cells[column] ?? '') : ''}
              number={column + 1}
              values={rows.slice(mapping.hasTitles ? 1 : 0).map(({ cells }) => cells[column] ?? '')}
            >
              {(label) => (
                <Select
                  label={label}
                  isLabelSpoken
                  value={fieldOf(column)}
                  options={options}
                  onChange={(field) => mean(column, field)}
                />
              )}
            </ColumnRow>
          </Row>
        ))}
      </List>
      {has(dates) && (
        <Choice
          legend={words.dateOrder}
          name="date-order"
          value={mapping.dateOrder ?? 'none'}
          options={(['none', 'dmy', 'mdy'] as const).map((value) => ({
            value,
            label: words.dateOrders[value],
          }))}
          onChange={(order) =>
            setMapping({ ...mapping, dateOrder: order === 'none' ? null : order })
          }
        />
      )}
      {has(['consentAt']) && (
        <fieldset className="stack-tight">
          <legend>{words.consent}</legend>
          <p className="soft small">{words.consentAbout}</p>
          {channels.map((channel) => (
            <Checkbox
              key={channel}
              label={channelNames[channel]}
              isChecked={mapping.consentChannels.includes(channel)}
              onChange={(isChecked) =>
                setMapping({
                  ...mapping,
                  consentChannels: channels.filter((one) =>
                    one === channel ? isChecked : mapping.consentChannels.includes(one),
                  ),
                })
              }
            />
          ))}
        </fieldset>
      )}
      <ErrorNote error={check.error} />
      <div className="row">
        <Button
          kind="primary"
          isBusy={check.isRunning}
          disabledReason={has(people) ? null : words.needsPerson}
          onPress={() => check.run({ importId, mapping })}
        >
          {words.checkFile}
        </Button>
      </div>
    </Section>
  )
}

/** A column has the name it has in the file, else its number. */
function ColumnRow(props: {
  title: string
  number: number
  values: string[]
  children: (label: string) => React.ReactNode
}) {
  const words = useWords(memberImportWords)
  const name = props.title.trim() || words.column(String(props.number))
  const values = props.values.filter((value) => value.trim() !== '').slice(0, 3)
  return (
    <div className={styles['column']}>
      <div>
        <strong dir="auto">{name}</strong>
        <p className="soft small clamp" dir="auto">
          {values.join(' · ') || words.empty}
        </p>
      </div>
      {props.children(`${name}: ${words.means}`)}
    </div>
  )
}
