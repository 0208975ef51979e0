/** What a channel or a campaign brought and cost, and what each of it cost. */
import { useWords } from '#web/kit/i18n.ts'
import { Facts } from '../facts.tsx'
import { useFormats } from '../formats.tsx'
import { Age } from '../home/age.tsx'
import { trafficWords } from '../words/traffic.ts'
import { useFigureTexts } from './figures.ts'
import type { Figures } from './figures.ts'

export function Brought({ figures, asOf }: { figures: Figures; asOf: string }) {
  const { figures: words } = useWords(trafficWords)
  const { count, money } = useFormats()
  const { leftOut, costPer } = useFigureTexts()
  const { costFen, costDays, clicks } = figures
  return (
    <div className="card stack">
      <Facts
        of={[
          [words.visits, count(figures.visits)],
          [words.leftOut, leftOut(figures)],
          [words.people, count(figures.people)],
          [words.members, count(figures.members)],
          [words.buyers, count(figures.buyers)],
          [words.repeatBuyers, count(figures.repeatBuyers)],
          [words.kept, money(figures.keptFen)],
          [words.cost, costDays > 0 ? money(costFen) : words.noCost],
          [words.perVisit, costPer(figures, figures.visits)],
          ...(clicks > 0 ? [[words.perClick, costPer(figures, clicks)] as const] : []),
          [words.perMember, costPer(figures, figures.members)],
          [words.perBuyer, costPer(figures, figures.buyers)],
        ]}
      />
      <p className="soft small">
        {words.definition} <Age asOf={asOf} />
      </p>
    </div>
  )
}
