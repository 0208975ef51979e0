/** What is asked of the credit: how it is split, how long touches count, which orders, when. */
import { useNavigate } from '@tanstack/react-router'
import { Select } from '#web/kit/field.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { useFormats } from '../formats.tsx'
import tools from '../tools.module.css'
import { attributionWords } from '../words/attribution.ts'
import { kinds, margins, models, ranges, windows } from './choices.ts'
import type { AttributionSearch } from './choices.ts'

export function Asked({ search }: { search: AttributionSearch }) {
  const words = useWords(attributionWords)
  const { count, percent } = useFormats()
  const navigate = useNavigate()
  const change = (next: AttributionSearch) =>
    void navigate({
      to: '/attribution',
      search: withoutFirsts({ ...search, ...next }),
      resetScroll: false,
    })
  const model = search.model ?? models[0]
  return (
    <div className="stack-tight">
      <div className={tools['fields']}>
        <Select
          label={words.asked.model}
          hint={words.modelMeans[model]}
          value={model}
          options={models.map((value) => ({ value, label: words.models[value] }))}
          onChange={(value) => change({ model: value })}
        />
        <Select
          label={words.asked.which}
          value={search.which ?? kinds[0]}
          options={kinds.map((value) => ({ value, label: words.which[value] }))}
          onChange={(value) => change({ which: value })}
        />
        <Select
          label={words.asked.days}
          value={search.days ?? ranges[0]}
          options={ranges.map((value) => ({ value, label: words.days(count(Number(value))) }))}
          onChange={(value) => change({ days: value })}
        />
        <Select
          label={words.asked.window}
          value={search.window ?? windows[0]}
          options={windows.map((value) => ({ value, label: words.windows(count(Number(value))) }))}
          onChange={(value) => change({ window: value })}
        />
        <Select
          label={words.asked.margin}
          value={search.margin ?? margins[0]}
          options={margins.map((value) => ({
            value,
            label:
              value === 'agreed' ? words.margin.agreed : words.margin.share(percent(Number(value))),
          }))}
          onChange={(value) => change({ margin: value })}
        />
      </div>
    </div>
  )
}

/** What is asked unless something else is has no place in the address. */
function withoutFirsts(search: AttributionSearch): AttributionSearch {
  const firsts: Record<string, string> = {
    model: models[0],
    window: windows[0],
    which: kinds[0],
    days: ranges[0],
    margin: margins[0],
  }
  return Object.fromEntries(
    Object.entries(search).filter(([key, value]) => value && firsts[key] !== value),
  )
}
