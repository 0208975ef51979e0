/** Products from a CSV file: chosen, looked at, brought in; the bad rows are told and taken home. */
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import * as api from '#web/kit/api.ts'
import { Button, buttonClass } from '#web/kit/button.tsx'
import { requestOf } from '#web/kit/client.ts'
import { ErrorNote } from '#web/kit/error-note.tsx'
import { useLanguage, useWords } from '#web/kit/i18n.ts'
import { Page } from '#web/kit/page.tsx'
import { useRefresh } from '#web/kit/use-api.ts'
import { useAccess } from '../access.ts'
import { useFormats } from '../formats.tsx'
import { UploadBox } from '../upload-box.tsx'
import { ImportFaults } from '../product/import-faults.tsx'
import { importFile, previewFile } from '../product/import-file.ts'
import type { ImportReport, Progress } from '../product/import-file.ts'
import { ImportCounts, ImportSample } from '../product/import-summary.tsx'
import { importWords } from '../words/imports.ts'

const kinds = '.csv,.txt,.tsv,text/csv,text/tab-separated-values,text/plain'

export function ImportProductsPage() {
  const words = useWords(importWords)
  const language = useLanguage()
  const { whyNot } = useAccess()
  const work = useImport()
  const { file, preview, progress, report, error } = work
  const mayNot = whyNot('catalog.edit')
  const template = requestOf(api.getProductImportTemplate, { language }).url
  const isBusy = progress !== null
  return (
    <Page
      title={words.title}
      width="wide"
      actions={
        <a href={template} download={words.templateName} className={buttonClass()}>
          {words.template}
        </a>
      }
    >
      <p className="soft">{words.about}</p>
      {mayNot && <p>{mayNot}</p>}
      {!mayNot && !isBusy && !report && (
        <UploadBox
          title={words.choose}
          hint={words.chooseHint}
          accept={kinds}
          onChosen={([chosen]) => work.look(chosen!)}
        />
      )}
      {file && <p className="small">{file.name}</p>}
      <ErrorNote error={error} />
      {progress && <Waiting progress={progress} />}
      {report && <Done report={report} onAgain={work.forget} />}
      {preview && !report && !isBusy && (
        <>
          <ImportCounts report={preview} />
          <div className="row">
            <Button
              kind="primary"
              onPress={work.bringIn}
              disabledReason={preview.made + preview.changed === 0 ? words.nothingToDo : null}
            >
              {words.submit}
            </Button>
            {preview.bad > 0 && <span className="soft small">{words.badStay}</span>}
          </div>
          <ImportFaults report={preview} />
          <ImportSample report={preview} />
        </>
      )}
    </Page>
  )
}

/** `progress`: something runs; of 0 rows as long as it is not known of how many. */
type Work = {
  file: File | null
  preview: ImportReport | null
  progress: Progress | null
  report: ImportReport | null
  error: Error | null
}
const idle: Work = { file: null, preview: null, progress: null, report: null, error: null }
const begun: Progress = { done: 0, of: 0 }

function useImport() {
  const [work, setWork] = useState(idle)
  const refresh = useRefresh()
  const change = (part: Partial<Work>) => setWork((before) => ({ ...before, ...part }))
  const fail = (error: unknown) => change({ progress: null, error: error as Error })
  async function look(file: File) {
    setWork({ ...idle, file, progress: begun })
    try {
      change({ preview: await previewFile(file), progress: null })
    } catch (error) {
      fail(error)
    }
  }
  async function bringIn(file: File) {
    change({ progress: begun, error: null })
    try {
      const report = await importFile(file, (progress) => change({ progress }))
      change({ report, progress: null })
    } catch (error) {
      fail(error)
    }
    await refresh(api.getConsoleProducts, api.getConsoleProduct)
  }
  return {
    ...work,
    look: (file: File) => void look(file),
    bringIn: () => void (work.file && bringIn(work.file)),
    forget: () => setWork(idle),
  }
}

function Waiting({ progress: { done, of } }: { progress: Progress }) {
  const words = useWords(importWords)
  const { count } = useFormats()
  return (
    <label className="row">
      <span>{of === 0 ? words.reading : words.progress(count(done), count(of))}</span>
      {of === 0 ? <progress /> : <progress value={done} max={of} />}
    </label>
  )
}

function Done({ report, onAgain }: { report: ImportReport; onAgain: () => void }) {
  const words = useWords(importWords)
  return (
    <>
      <h2>{words.done}</h2>
      <ImportCounts report={report} />
      <div className="row">
        <Link to="/products" className={buttonClass({ kind: 'primary' })}>
          {words.toProducts}
        </Link>
        <Button onPress={onAgain}>{words.again}</Button>
      </div>
      <ImportFaults report={report} />
    </>
  )
}
