/** How the figures of channels and campaigns are said. Where no cost was noted, nothing can be said to cost anything. */
import type * as api from '#web/kit/api.ts'
import type { AnswerOf } from '#web/kit/client.ts'
import { useWords } from '#web/kit/i18n.ts'
import { useFormats } from '../formats.tsx'
import { trafficWords } from '../words/traffic.ts'

export type Figures = AnswerOf<typeof api.getConsoleChannel>['figures']

export function useFigureTexts() {
  const { figures: words } = useWords(trafficWords)
  const { count, money } = useFormats()
  const ofCost = (figures: Figures, fen: number) =>
    figures.costDays > 0 ? money(fen) : words.unknown
  return {
    leftOut: (figures: Figures) => count(figures.suspectVisits + figures.fakeVisits),
    cost: (figures: Figures) => ofCost(figures, figures.costFen),
    /** Fen for each; the remainder is nobody's, since it is only said. */
    costPer: (figures: Figures, of: number) =>
      of > 0 ? ofCost(figures, Math.round(figures.costFen / of)) : words.unknown,
  }
}

/** Columns of tables of whatever has such figures. */
export function useFigureColumns() {
  const { figures: words } = useWords(trafficWords)
  const { count, money } = useFormats()
  const { leftOut, cost, costPer } = useFigureTexts()
  const column = (key: keyof typeof words, text: (figures: Figures) => string) => ({
    key,
    title: words[key],
    isFigure: true,
    cell: (one: { figures: Figures }) => text(one.figures),
  })
  return {
    visits: column('visits', ({ visits }) => count(visits)),
    leftOut: column('leftOut', leftOut),
    people: column('people', ({ people }) => count(people)),
    members: column('members', ({ members }) => count(members)),
    buyers: column('buyers', ({ buyers }) => count(buyers)),
    kept: column('kept', ({ keptFen }) => money(keptFen)),
    cost: column('cost', cost),
    perBuyer: column('perBuyer', (figures) => costPer(figures, figures.buyers)),
  }
}
