/** Costs from a CSV file: chosen, looked at, noted; the bad rows are told and taken home. */
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
import { CostFaults } from '../traffic/cost-faults.tsx'
import { sendCosts } from '../traffic/send-costs.ts'
import type { CostReport } from '../traffic/send-costs.ts'
import { UploadBox } from '../upload-box.tsx'
import { costWords } from '../words/costs.ts'

type Work = {
  file: File | null
  report: CostReport | null
  isDone: boolean
  isBusy: boolean
  error: Error | null
}
const idle: Work = { file: null, report: null, isDone: false, isBusy: false, error: null }

export function ImportCostsPage() {
  const words = useWords(costWords)
  const language = useLanguage()
  const { whyNot } = useAccess()
  const { file, report, isDone, isBusy, error, ...work } = useImport()
  const mayNot = whyNot('traffic.edit')
  return (
    <Page
      title={words.importTitle}
      width="wide"
      actions={
        <a
          href={requestOf(api.getCostTemplate, { language }).url}
          download={words.templateName}
          className={buttonClass()}
        >
          {words.template}
        </a>
      }
    >
      <p className="soft">{words.importAbout}</p>
      {mayNot && <p>{mayNot}</p>}
      {!mayNot && !isBusy && !isDone && (
        <UploadBox
          title={words.choose}
          hint={words.chooseHint}
          accept=".csv,.txt,.tsv,text/csv,text/plain"
          onChosen={([chosen]) => work.look(chosen!)}
        />
      )}
      {file && <p className="small">{file.name}</p>}
      {isBusy && <p className="soft">{words.reading}</p>}
      <ErrorNote error={error} />
      {report && !isBusy && (
        <>
          {isDone && <h2>{words.done}</h2>}
          <Counts report={report} />
          <div className="row">
            {isDone ? (
              <>
                <Link to="/channels" className={buttonClass({ kind: 'primary' })}>
                  {words.back}
                </Link>
                <Button onPress={work.forget}>{words.again}</Button>
              </>
            ) : (
              <Button
                kind="primary"
                onPress={work.take}
                disabledReason={report.fresh === 0 ? words.nothing : null}
              >
                {words.submit}
              </Button>
            )}
            {!isDone && report.faults.length > 0 && (
              <span className="soft small">{words.badStay}</span>
            )}
          </div>
          <CostFaults report={report} />
        </>
      )}
    </Page>
  )
}

function Counts({ report: { fresh, same, faults, totalFen } }: { report: CostReport }) {
  const words = useWords(costWords)
  const { count, money } = useFormats()
  return (
    <p>
      {words.counts(count(fresh), count(same), count(faults.length))}{' '}
      {fresh + same > 0 && words.total(money(totalFen))}
    </p>
  )
}

function useImport() {
  const [work, setWork] = useState(idle)
  const refresh = useRefresh()
  async function send(file: File, isPreview: boolean) {
    setWork((before) => ({ ...before, file, isBusy: true, error: null }))
    try {
      const report = await sendCosts(file, isPreview)
      setWork({ file, report, isDone: !isPreview, isBusy: false, error: null })
      if (!isPreview)
        await refresh(
          api.getCosts,
          api.getConsoleChannels,
          api.getConsoleChannel,
          api.getConsoleCampaigns,
        )
    } catch (error) {
      setWork({ ...idle, file, error: error as Error })
    }
  }
  return {
    ...work,
    look: (file: File) => void send(file, true),
    take: () => void (work.file && send(work.file, false)),
    forget: () => setWork(idle),
  }
}
