/** Members from a file: uploaded, its columns looked at, checked, brought in by a job that goes on alone. */
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import * as api from '#web/kit/api.ts'
import { Badge } from '#web/kit/badge.tsx'
import { Button, buttonClass } from '#web/kit/button.tsx'
import type { AnswerOf } from '#web/kit/client.ts'
import { ErrorNote } from '#web/kit/error-note.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { Page, Section } from '#web/kit/page.tsx'
import { Table } from '#web/kit/table.tsx'
import { useAction, useApi, useFreshApi, useRefresh } from '#web/kit/use-api.ts'
import { useAccess } from '../access.ts'
import { Moment, useFormats } from '../formats.tsx'
import { Columns } from '../member-import/columns.tsx'
import { BadRows, ImportFigures } from '../member-import/report.tsx'
import { beginImport, sendParts } from '../member-import/send-file.ts'
import { UploadBox } from '../upload-box.tsx'
import { memberImportWords } from '../words/member-imports.ts'
import { sharedWords } from '../words/shared.ts'
import styles from './import-members.module.css'

type MemberImport = AnswerOf<typeof api.getMemberImport>
const kinds = '.csv,.txt,.tsv,.xlsx,text/csv,text/plain'

export function ImportMembersPage() {
  const words = useWords(memberImportWords)
  const { whyNot } = useAccess()
  const { importId } = useSearch({ from: '/inside/members/import' })
  const mayNot = whyNot('members.import')
  const again = importId && (
    <Link to="/members/import" className={buttonClass()}>
      {words.another}
    </Link>
  )
  return (
    <Page title={words.title} width="wide" actions={again}>
      <p className="soft">{words.about}</p>
      {mayNot ? <p>{mayNot}</p> : importId ? <One importId={importId} /> : <Begin />}
    </Page>
  )
}

function useUpload() {
  const [part, setPart] = useState<number | null>(null)
  const [error, setError] = useState<Error | null>(null)
  const refresh = useRefresh()
  const navigate = useNavigate()
  async function send(file: File, known?: string) {
    setPart(0)
    setError(null)
    try {
      const importId = known ?? (await beginImport(file))
      await sendParts(importId, file, setPart)
      await refresh(api.getMemberImport, api.getMemberImports)
      if (!known) await navigate({ to: '/members/import', search: { importId } })
    } catch (cause) {
      setError(cause as Error)
    }
    setPart(null)
  }
  return { part, error, send: (file: File, known?: string) => void send(file, known) }
}

function Uploading({ part }: { part: number }) {
  const words = useWords(memberImportWords)
  const { percent } = useFormats()
  return (
    <label className="row">
      <span>{words.uploading(percent(Math.round(part * 100) * 100))}</span>
      <progress value={part} max={1} />
    </label>
  )
}

/** What a file may tell, before anybody has chosen one. */
function Understood() {
  const words = useWords(memberImportWords)
  const { row: _row, order: _order, ...fields } = words.fields
  return (
    <Section title={words.understood}>
      <p className="soft small">{words.understoodHint}</p>
      <ul className={`card ${styles['fields']}`}>
        {Object.entries(fields).map(([field, name]) => (
          <li key={field}>{name}</li>
        ))}
      </ul>
    </Section>
  )
}

function Begin() {
  const words = useWords(memberImportWords)
  const { part, error, send } = useUpload()
  return (
    <>
      <ErrorNote error={error} />
      {part === null ? (
        <UploadBox
          title={words.choose}
          hint={words.chooseHint}
          accept={kinds}
          onChosen={([file]) => send(file!)}
        />
      ) : (
        <Uploading part={part} />
      )}
      <Understood />
      <Before />
    </>
  )
}

function Before() {
  const words = useWords(memberImportWords)
  const shared = useWords(sharedWords)
  const { count } = useFormats()
  const { items } = useApi(api.getMemberImports)
  if (items.length === 0) return null
  return (
    <Section title={words.before}>
      <Table
        caption={words.before}
        items={items}
        keyOf={({ id }) => id}
        columns={[
          {
            key: 'begun',
            title: words.begun,
            cell: ({ id, madeAt }) => (
              <Link to="/members/import" search={{ importId: id }}>
                <Moment at={madeAt} />
              </Link>
            ),
          },
          { key: 'status', title: shared.status, cell: (one) => <Status of={one} /> },
          {
            key: 'rows',
            title: words.figures.rows,
            isFigure: true,
            cell: ({ rowsOf }) => (rowsOf === null ? '–' : count(rowsOf)),
          },
          {
            key: 'new',
            title: words.figures.peopleNew,
            isFigure: true,
            cell: ({ report }) => (report ? count(report.peopleNew) : '–'),
          },
        ]}
      />
    </Section>
  )
}

function Status({ of }: { of: MemberImport }) {
  const words = useWords(memberImportWords)
  const tone = of.status === 'done' ? 'safe' : of.status === 'failed' ? 'bad' : 'plain'
  return <Badge tone={tone}>{words.status[of.status]}</Badge>
}

const runs = (status: MemberImport['status']) => status === 'checking' || status === 'importing'

function One({ importId }: { importId: string }) {
  const [isRunning, setRunning] = useState(true)
  const of = useFreshApi(api.getMemberImport, { importId }, isRunning ? 1_000 : false)
  const [isChanging, setChanging] = useState(false)
  if (isRunning !== runs(of.status)) setRunning(runs(of.status))
  const report = of.report ?? of.checkReport
  return (
    <>
      <div className="row">
        <Status of={of} />
        <span className="soft small">
          <Moment at={of.madeAt} />
        </span>
      </div>
      {of.status === 'uploading' && <GoOnUploading of={of} />}
      {(of.status === 'ready' || isChanging) && (
        <Columns importId={importId} onChecked={() => setChanging(false)} />
      )}
      {runs(of.status) && <Running of={of} />}
      {of.status === 'failed' && <Failure code={of.failure ?? ''} />}
      {report && !isChanging && of.status !== 'checking' && (
        <Found of={of} report={report} onChange={() => setChanging(true)} />
      )}
    </>
  )
}

function GoOnUploading({ of }: { of: MemberImport }) {
  const words = useWords(memberImportWords)
  const { part, error, send } = useUpload()
  const [isOther, setOther] = useState(false)
  if (part !== null) return <Uploading part={part} />
  return (
    <>
      <p>{isOther ? words.otherFile : words.uploadBroken}</p>
      <ErrorNote error={error} />
      <UploadBox
        title={words.choose}
        hint={words.chooseHint}
        accept={kinds}
        onChosen={([file]) => {
          setOther(file!.size !== of.bytes)
          if (file!.size === of.bytes) send(file!, of.id)
        }}
      />
    </>
  )
}

function Running({ of }: { of: MemberImport }) {
  const words = useWords(memberImportWords)
  const { count } = useFormats()
  const stop = useAction(api.postMemberImportStop, { refreshes: [api.getMemberImport] })
  const isChecking = of.status === 'checking'
  return (
    <>
      <label className="row">
        <span>
          {isChecking
            ? words.checking(count(of.rowsRead))
            : words.bringing(count(of.rowsRead), count(of.rowsOf ?? 0))}
        </span>
        {isChecking ? <progress /> : <progress value={of.rowsRead} max={of.rowsOf ?? 1} />}
      </label>
      <ErrorNote error={stop.error} />
      <div className="row">
        <Button onPress={() => stop.run({ importId: of.id })} isBusy={stop.isRunning}>
          {words.stop}
        </Button>
      </div>
    </>
  )
}

function Failure({ code }: { code: string }) {
  const { failed, status } = useWords(memberImportWords)
  return <p>{(failed as Record<string, string>)[code] ?? status.failed}</p>
}

function Found(props: {
  of: MemberImport
  report: NonNullable<MemberImport['report']>
  onChange: () => void
}) {
  const { of, report, onChange } = props
  const words = useWords(memberImportWords)
  const refreshes = [api.getMemberImport, api.getMemberImports]
  const start = useAction(api.postMemberImportStart, { refreshes })
  const forget = useAction(api.deleteMemberImport, { refreshes })
  const mayStart = of.status === 'checked' || (of.status === 'stopped' && of.rowsOf !== null)
  return (
    <Section title={of.report ? words.steps.bring : words.steps.check}>
      <ImportFigures report={report} isCheck={of.report === null} />
      <ErrorNote error={start.error ?? forget.error} />
      {(mayStart || of.status === 'stopped') && (
        <div className="row">
          {mayStart && (
            <Button
              kind="primary"
              isBusy={start.isRunning}
              disabledReason={report.rows === report.bad && !of.report ? words.noRow : null}
              onPress={() => start.run({ importId: of.id })}
            >
              {of.report ? words.goOn : words.bring}
            </Button>
          )}
          {!of.report && <Button onPress={onChange}>{words.change}</Button>}
          <Button onPress={() => forget.run({ importId: of.id })}>{words.forget}</Button>
        </div>
      )}
      <BadRows of={of} report={of.report ? { ...report, ...badOf(of) } : report} />
    </Section>
  )
}

/** The check knew all of them; a pass that is not through has met only some. */
const badOf = ({ checkReport }: MemberImport) =>
  checkReport ? { bad: checkReport.bad, reasons: checkReport.reasons } : {}
