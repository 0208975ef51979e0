/** What a channel or a campaign brought and cost, and what each of it cost. */
import type * as api from '#web/kit/api.ts'
import type { AnswerOf } from '#web/kit/client.ts'
import { useWords } from '#web/kit/i18n.ts'
import { Facts } from '../facts.tsx'
import { useFormats } from '../formats.tsx'
import { Age } from '../home/age.tsx'
import { trafficWords } from '../words/traffic.ts'

export type Figures = AnswerOf<typeof api.getConsoleChannel>['figures']

/** Fen for each; the remainder is nobody's, since it is only said. Null where it is not known. */
export const each = (fen: number, of: number): number | null =>
  of > 0 ? Math.round(fen / of) : null

export function Brought({ figures, asOf }: { figures: Figures; asOf: string }) {
  const { figures: words } = useWords(trafficWords)
  const { count, money } = useFormats()
  const { costFen, costDays, clicks } = figures
  const perEach = (of: number) => {
    const fen = costDays > 0 ? each(costFen, of) : null
    return fen === null ? words.unknown : money(fen)
  }
  const leftOut = figures.suspectVisits + figures.fakeVisits
  return (
    <div className="card stack">
      <Facts
        of={[
          [words.visits, count(figures.visits)],
          [words.leftOut, count(leftOut)],
          [words.people, count(figures.people)],
          [words.members, count(figures.members)],
          [words.buyers, count(figures.buyers)],
          [words.repeatBuyers, count(figures.repeatBuyers)],
          [words.kept, money(figures.keptFen)],
          [words.cost, costDays > 0 ? money(costFen) : words.noCost],
          [words.perVisit, perEach(figures.visits)],
          ...(clicks > 0 ? [[words.perClick, perEach(clicks)] as const] : []),
          [words.perMember, perEach(figures.members)],
          [words.perBuyer, perEach(figures.buyers)],
        ]}
      />
      <p className="soft small">
        {words.definition} <Age asOf={asOf} />
      </p>
    </div>
  )
}
