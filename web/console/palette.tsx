/** From one field: where to go, what to open, what to do. A combobox as the ARIA patterns have it. */
// Neither a datalist nor a select has groups of what the server finds:
// oxlint-disable jsx-a11y/prefer-tag-over-role
import { useEffect, useEffectEvent, useId, useRef, useState } from 'react'
import * as api from '#web/kit/api.ts'
import { Dialog } from '#web/kit/dialog.tsx'
import { Icon } from '#web/kit/icon.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { useApi } from '#web/kit/use-api.ts'
import { openSheet, useSheet } from './keys-sheet.ts'
import { useChoices } from './palette-choices.ts'
import type { Choice } from './palette-choices.ts'
import { keepRecent } from './palette-recent.ts'
import styles from './palette.module.css'
import { frameWords } from './words/frame.ts'

export function Palette() {
  const { find: words } = useWords(frameWords)
  const isOpen = useSheet() === 'palette'
  return (
    <Dialog title={words.title} isOpen={isOpen} onClose={() => openSheet(null)}>
      <Finder />
    </Dialog>
  )
}

function Finder() {
  const { find: words, keys } = useWords(frameWords)
  const { login } = useApi(api.getConsoleMe)
  const listId = useId()
  const [text, setText] = useState('')
  const [at, setAt] = useState(0)
  const [isEager, setEager] = useState(false)
  const { choices, isLooking } = useChoices(text.trim())
  const chosen = Math.min(at, choices.length - 1)

  const run = (choice: Choice) => {
    openSheet(null)
    if (choice.recent) keepRecent(login, choice.recent)
    void choice.run()
  }
  // A number is pasted and Enter pressed before the server has answered: it opens what comes.
  const runFirst = useEffectEvent(() => choices[0] && run(choices[0]))
  useEffect(() => {
    if (isEager && !isLooking) runFirst()
  }, [isEager, isLooking])
  const onKey = (key: string): boolean => {
    if (key === 'ArrowDown') setAt((chosen + 1) % Math.max(choices.length, 1))
    else if (key === 'ArrowUp') setAt((chosen - 1 + choices.length) % Math.max(choices.length, 1))
    else if (key === 'Enter' && choices[chosen]) run(choices[chosen])
    else if (key === 'Enter') setEager(isLooking)
    else return false
    return true
  }
  return (
    <div className="stack-tight">
      <div className={styles['field']}>
        <Icon name="search" size="s" />
        <input
          // The dialog gives the focus to what carries this when it opens.
          ref={(field) => field?.setAttribute('autofocus', '')}
          type="text"
          role="combobox"
          aria-label={words.title}
          aria-expanded={choices.length > 0}
          aria-controls={listId}
          aria-autocomplete="list"
          aria-activedescendant={choices[chosen] ? `${listId}-${chosen}` : undefined}
          placeholder={words.hint}
          autoComplete="off"
          spellCheck={false}
          maxLength={100}
          value={text}
          onChange={(event) => {
            setText(event.target.value)
            setAt(0)
            setEager(false)
          }}
          onKeyDown={(event) => {
            // An Enter that ends a Chinese word chooses nothing yet.
            if (!event.nativeEvent.isComposing && onKey(event.key)) event.preventDefault()
          }}
        />
      </div>
      <div id={listId} className={styles['list']} role="listbox" aria-label={words.title}>
        {choices.map((choice, place) => (
          <Option
            key={choice.id}
            id={`${listId}-${place}`}
            choice={choice}
            title={choice.group === choices[place - 1]?.group ? null : words.groups[choice.group]}
            isChosen={place === chosen}
            onPick={() => run(choice)}
          />
        ))}
      </div>
      <output className={styles['none']}>
        {choices.length === 0 && (isLooking ? words.looking : words.none)}
      </output>
      <p className={styles['foot']}>
        <kbd>?</kbd> {keys.title}
      </p>
    </div>
  )
}

function Option(props: {
  id: string
  choice: Choice
  /** Of the group that begins with it. */
  title: string | null
  isChosen: boolean
  onPick: () => void
}) {
  const { id, choice, title, isChosen, onPick } = props
  const option = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (isChosen) option.current?.scrollIntoView({ block: 'nearest' })
  }, [isChosen])
  return (
    <>
      {title !== null && (
        <div className={styles['group']} role="presentation">
          {title}
        </div>
      )}
      {/* The keys are handled by the field, which keeps the focus. */}
      {/* oxlint-disable-next-line jsx-a11y/click-events-have-key-events */}
      <div
        ref={option}
        id={id}
        role="option"
        tabIndex={-1}
        aria-selected={isChosen}
        className={styles['option']}
        onMouseDown={(event) => event.preventDefault()}
        onClick={onPick}
      >
        <span className={styles['label']}>{choice.label}</span>
        {choice.note && <span className={styles['note']}>{choice.note}</span>}
      </div>
    </>
  )
}
