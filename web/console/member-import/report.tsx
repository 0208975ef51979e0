/** What a check found, or what an import did: figures that add up, and the rows left out with why. */
import * as api from '#web/kit/api.ts'
import { buttonClass } from '#web/kit/button.tsx'
import { requestOf } from '#web/kit/client.ts'
import type { AnswerOf } from '#web/kit/client.ts'
import { useWords } from '#web/kit/i18n.ts'
import { Section } from '#web/kit/page.tsx'
import { Table } from '#web/kit/table.tsx'
import { Facts } from '../facts.tsx'
import { useFormats } from '../formats.tsx'
import { memberImportWords } from '../words/member-imports.ts'

type MemberImport = AnswerOf<typeof api.getMemberImport>
type Report = NonNullable<MemberImport['report']>

export function ImportFigures({ report, isCheck }: { report: Report; isCheck: boolean }) {
  const { figures } = useWords(memberImportWords)
  const { count } = useFormats()
  const known: [string, number][] = isCheck
    ? [[figures.peopleKnown, report.peopleSame]]
    : [
        [figures.peopleFilled, report.peopleFilled],
        [figures.peopleSame, report.peopleSame],
      ]
  const always: [string, number][] = [
    [figures.rows, report.rows],
    [figures.peopleNew, report.peopleNew],
    ...known,
  ]
  const some: [string, number][] = [
    [figures.repeated, report.repeated],
    [figures.ordersNew, report.ordersNew],
    [figures.ordersKnown, report.ordersKnown],
    [figures.tags, report.tags],
    [figures.consents, report.consents],
    [figures.conflicts, report.conflicts],
    [figures.bad, report.bad],
  ]
  const told = [...always, ...some.filter(([, figure]) => figure > 0)]
  return (
    <div className="stack" aria-live="polite">
      <Facts of={told.map(([name, figure]) => [name, count(figure)] as const)} />
      <Changes report={report} />
    </div>
  )
}

function Changes({ report }: { report: Report }) {
  const words = useWords(memberImportWords)
  const { count } = useFormats()
  const list = (counts: Record<string, number>) =>
    Object.entries(counts)
      .map(([field, times]) => words.changed(nameOf(words.fields, field), count(times)))
      .join(' · ')
  return (
    <>
      {Object.keys(report.changed).length > 0 && (
        <p className="soft small">
          {words.changedTitle}: {list(report.changed)}
        </p>
      )}
      {Object.keys(report.left).length > 0 && (
        <p className="soft small">
          {words.leftTitle}: {list(report.left)}
        </p>
      )}
    </>
  )
}

export function BadRows({ of, report }: { of: MemberImport; report: Report }) {
  const words = useWords(memberImportWords)
  const { count } = useFormats()
  if (report.bad === 0) return null
  const reasons = Object.entries(report.reasons)
    .map(([reason, rows]) => ({ reason, rows }))
    .toSorted((a, b) => b.rows - a.rows)
  const part = (reason: string, at: number) => reason.split(':')[at] ?? ''
  return (
    <Section
      title={of.status === 'done' ? words.badDone : words.badTitle}
      actions={
        <a
          className={buttonClass()}
          download={words.badName}
          href={requestOf(api.getMemberImportBadRows, { importId: of.id }).url}
        >
          {words.badDownload}
        </a>
      }
    >
      <Table
        caption={words.badTitle}
        items={reasons}
        keyOf={({ reason }) => reason}
        columns={[
          {
            key: 'field',
            title: words.field,
            cell: ({ reason }) => nameOf(words.fields, part(reason, 0)),
          },
          {
            key: 'reason',
            title: words.reason,
            cell: ({ reason }) => nameOf(words.reasons, part(reason, 1)),
          },
          {
            key: 'rows',
            title: words.rowsOf,
            isFigure: true,
            cell: ({ rows }) => count(rows),
          },
        ]}
      />
    </Section>
  )
}

const nameOf = (names: Record<string, string>, code: string) => names[code] ?? code
