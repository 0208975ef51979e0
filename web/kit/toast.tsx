/** Short news about what was just done, at most with one thing to do about it (often: undo). */
import { useEffect, useSyncExternalStore } from 'react'
import styles from './toast.module.css'

export type Toast = { text: string; act?: { label: string; run: () => void } }
type Shown = Toast & { id: number }

let shown: readonly Shown[] = []
let made = 0
const listeners = new Set<() => void>()

export function toast(news: Toast): void {
  made += 1
  show([...shown.slice(-2), { ...news, id: made }])
}

function show(next: readonly Shown[]) {
  shown = next
  for (const listener of listeners) listener()
}

const remove = (id: number) => show(shown.filter((one) => one.id !== id))

export function Toasts() {
  const all = useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => shown,
  )
  return (
    <output className={styles['toasts']}>
      {all.map((one) => (
        <ToastNote key={one.id} news={one} />
      ))}
    </output>
  )
}

function ToastNote({ news }: { news: Shown }) {
  useEffect(() => {
    const timer = setTimeout(() => remove(news.id), news.act ? 8_000 : 3_500)
    return () => clearTimeout(timer)
  }, [news])
  return (
    <div className={styles['toast']}>
      <span>{news.text}</span>
      {news.act && (
        <button
          type="button"
          onClick={() => {
            remove(news.id)
            news.act?.run()
          }}
        >
          {news.act.label}
        </button>
      )}
    </div>
  )
}
