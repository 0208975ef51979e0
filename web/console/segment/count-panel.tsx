/** How many people a rule is about, while it is being built, and how many of them are elsewhere, too. */
import { Link } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import * as api from '#web/kit/api.ts'
import { IconButton } from '#web/kit/button.tsx'
import { ErrorNote } from '#web/kit/error-note.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { useApiState } from '#web/kit/use-api.ts'
import { Age } from '../home/age.tsx'
import { useFormats } from '../formats.tsx'
import { ShortId } from '../id.tsx'
import { segmentEditorWords } from '../words/segment-editor.ts'
import { finishedPart } from './conditions.ts'
import type { Rule } from './conditions.ts'
import styles from './segment.module.css'
import type { Naming } from './slots.ts'

/** After the last change: who still types is not counted for. */
const restMs = 400
const overlapsMax = 3

export function CountPanel({ rule, naming }: { rule: Rule; naming: Naming }) {
  const { count: words } = useWords(segmentEditorWords)
  const { count, percent } = useFormats()
  const [segmentIds, setSegmentIds] = useState<string[]>([])
  const asked = useRested(finishedPart(rule))
  const { data, error, isLoading } = useApiState(
    api.postSegmentCount,
    { rule: asked ?? { is: 'any', of: [] }, segmentIds },
    { enabled: asked !== null, keeps: true },
  )
  const counted = data?.counted
  return (
    <aside className={`card stack ${styles['counts']}`} aria-label={words.title}>
      <h2>{words.title}</h2>
      <div aria-live="polite" className="stack-tight">
        {asked === null ? (
          <p className="soft">{words.waiting}</p>
        ) : error ? (
          <ErrorNote error={error} />
        ) : !data || isLoading ? (
          <p className="soft">{words.counting}</p>
        ) : counted ? (
          <>
            <p>
              <span className={styles['figure']}>{count(counted.count)}</span>{' '}
              {words.of(
                count(counted.everybody),
                percent(shareOf(counted.count, counted.everybody)),
              )}
            </p>
            {data.warning && (
              <p className="small">{data.warning === 'nobody' ? words.nobody : words.nearly}</p>
            )}
            <p className="soft small">
              <Age asOf={data.asOf} />
            </p>
          </>
        ) : (
          <p className="soft">{words.tooSlow}</p>
        )}
      </div>
      {asked !== null && counted && counted.sample.length > 0 && (
        <div className="stack-tight">
          <h3>{words.sample}</h3>
          <p className="row">
            {counted.sample.map((memberId) => (
              <Link key={memberId} to="/members/$memberId" params={{ memberId }}>
                <ShortId id={memberId} />
              </Link>
            ))}
          </p>
        </div>
      )}
      {asked !== null && naming.segments.length > 0 && (
        <div className="stack-tight">
          <h3>{words.overlap}</h3>
          {counted?.overlaps.map((overlap) => (
            <div key={overlap.segmentId} className={styles['overlap']}>
              <div className="row-apart">
                <span>{nameOf(naming, overlap.segmentId)}</span>
                <IconButton
                  icon="close"
                  label={`${words.drop}: ${nameOf(naming, overlap.segmentId)}`}
                  onPress={() => setSegmentIds(segmentIds.filter((id) => id !== overlap.segmentId))}
                />
              </div>
              <meter
                aria-label={nameOf(naming, overlap.segmentId)}
                min={0}
                max={Math.max(counted.count, 1)}
                value={overlap.both}
              />
              <span className="soft small">
                {words.both(count(overlap.both), percent(shareOf(overlap.both, counted.count)))}
              </span>
            </div>
          ))}
          {segmentIds.length < overlapsMax && (
            <select
              className={styles['add']}
              aria-label={words.choose}
              value=""
              onChange={(event) => setSegmentIds([...segmentIds, event.target.value])}
            >
              <option value="">{words.choose}</option>
              {naming.segments
                .filter(({ value }) => !segmentIds.includes(value))
                .map(({ value, label }) => (
                  <option key={value} value={value}>
                    {label}
                  </option>
                ))}
            </select>
          )}
        </div>
      )}
    </aside>
  )
}

const nameOf = (naming: Naming, id: string) =>
  naming.segments.find(({ value }) => value === id)?.label ?? id

/** In basis points, from one per cent on in tenths of a per cent; of nobody it is nothing. */
export function shareOf(part: number, whole: number): number {
  if (whole === 0) return 0
  const bps = Math.round((part / whole) * 10_000)
  return bps < 100 ? bps : Math.round(bps / 10) * 10
}

/** The last value that stood for a while. */
function useRested<Value>(value: Value): Value {
  const text = JSON.stringify(value)
  const [rested, setRested] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setRested(text), restMs)
    return () => clearTimeout(timer)
  }, [text])
  return JSON.parse(rested) as Value
}
