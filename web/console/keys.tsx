/** The console without a mouse: what each key does, and the sheet that tells of them. */
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useEffectEvent, useRef } from 'react'
import { Dialog } from '#web/kit/dialog.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { useAccess } from './access.ts'
import { openSheet, useSheet } from './keys-sheet.ts'
import { focusSearch, isTyping, moveBy, openRow, rowNow, tickRow } from './keys-rows.ts'
import styles from './keys.module.css'
import { allWays } from './ways.ts'
import { frameWords } from './words/frame.ts'

/** How long a `g` waits for the letter after it. */
const leadMs = 1_500

export function Keys() {
  const { keys: words, pages } = useWords(frameWords)
  const { may } = useAccess()
  const isOpen = useSheet() === 'keys'
  useDeskKeys()
  return (
    <Dialog title={words.title} isOpen={isOpen} onClose={() => openSheet(null)}>
      <div className={styles['columns']}>
        <KeyList title={words.anywhere} keys={general(words)} />
        <KeyList
          title={words.goTo}
          keys={allWays
            .filter((way) => may(way.needs))
            .map((way) => [['g', way.key], pages[way.page]])}
        />
      </div>
      <p className="soft small">{words.note}</p>
    </Dialog>
  )
}

type Told = readonly (readonly [keys: readonly string[], what: string])[]

function general(words: (typeof frameWords)['zh']['keys']): Told {
  return [
    [[commandKey, 'K'], words.find],
    [['/'], words.search],
    [['j'], words.next],
    [['k'], words.before],
    [['Enter'], words.open],
    [['x'], words.tick],
    [['?'], words.sheet],
    [['Esc'], words.close],
  ]
}

function KeyList({ title, keys }: { title: string; keys: Told }) {
  return (
    <section className="stack-tight">
      <h3>{title}</h3>
      <dl className={styles['keys']}>
        {keys.map(([caps, what]) => (
          <div key={what}>
            <dt>{what}</dt>
            <dd>
              {caps.map((cap) => (
                <kbd key={cap}>{cap}</kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

export const commandKey = /Mac|iPhone|iPad/.test(navigator.platform) ? '⌘' : 'Ctrl'

function useDeskKeys() {
  const navigate = useNavigate()
  const { may } = useAccess()
  const ledAt = useRef(-Infinity)
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing) return
    const hasDialog = document.querySelector('dialog[open]') !== null
    if (isCommandK(event)) {
      event.preventDefault()
      if (!hasDialog) openSheet('palette')
      return
    }
    if (event.ctrlKey || event.metaKey || event.altKey || hasDialog || isTyping(event.target))
      return
    const isLed = event.timeStamp - ledAt.current < leadMs
    ledAt.current = event.key === 'g' && !isLed ? event.timeStamp : -Infinity
    const way = isLed && allWays.find(({ key, needs }) => key === event.key && may(needs))
    if (way) void navigate({ to: way.to })
    if (way || (!isLed && press(event))) event.preventDefault()
  })
  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKey(event)
    document.addEventListener('keydown', listener)
    return () => document.removeEventListener('keydown', listener)
  }, [])
}

const isCommandK = (event: KeyboardEvent) =>
  (event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === 'k'

/** Whether the key meant something here. */
function press({ key, target }: KeyboardEvent): boolean {
  const row = rowNow()
  // Arrows scroll the page until one is in a row; what is focused within a row keeps its own keys.
  const isOnRow = row !== null && row === target
  if (key === 'j' || (key === 'ArrowDown' && isOnRow)) return moveBy(1)
  if (key === 'k' || (key === 'ArrowUp' && isOnRow)) return moveBy(-1)
  if (key === 'x' && row) return tickRow(row)
  if (key === 'Enter' && isOnRow) openRow(row)
  else if (key === '/') return focusSearch() || (openSheet('palette'), true)
  else if (key === '?') openSheet('keys')
  else return false
  return true
}
