/** Searching with suggestions as one types: a combobox as the ARIA patterns have it. */
// A datalist would neither look alike everywhere nor open a product:
// oxlint-disable jsx-a11y/prefer-tag-over-role
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useDeferredValue, useId, useState } from 'react'
import * as api from '#web/kit/api.ts'
import { Icon } from '#web/kit/icon.tsx'
import { inLanguage, useLanguage, useWords } from '#web/kit/i18n.ts'
import { useApiState } from '#web/kit/use-api.ts'
import styles from './search-box.module.css'
import { frameWords } from './words/frame.ts'

export function SearchBox() {
  const { q = '' } = useSearch({ strict: false })
  // Another search elsewhere is another text here.
  return <Box key={q} initial={q} />
}

function Box({ initial }: { initial: string }) {
  const words = useWords(frameWords)
  const language = useLanguage()
  const navigate = useNavigate()
  const listId = useId()
  const [text, setText] = useState(initial)
  const [isOpen, setOpen] = useState(false)
  const [chosen, setChosen] = useState(-1)
  const asked = useDeferredValue(text.trim())
  const { data } = useApiState(
    api.getSuggestions,
    { q: asked },
    { enabled: isOpen && asked !== '', quiet: true, keeps: true },
  )
  const found = isOpen && asked !== '' ? (data?.items ?? []) : []

  const open = (productId: string) => {
    setOpen(false)
    void navigate({ to: '/products/$productId', params: { productId } })
  }
  const search = () => {
    setOpen(false)
    const product = found[chosen]
    if (product) return open(product.id)
    void navigate({ to: '/products', search: text.trim() ? { q: text.trim() } : {} })
  }
  const onKey = (key: string) => {
    if (key === 'ArrowDown') setChosen((at) => Math.min(at + 1, found.length - 1))
    else if (key === 'ArrowUp') setChosen((at) => Math.max(at - 1, -1))
    else if (key === 'Escape') setOpen(false)
    else return false
    return true
  }
  return (
    <search className={styles['search']}>
      <form
        className={styles['form']}
        onSubmit={(event) => {
          event.preventDefault()
          search()
        }}
      >
        <Icon name="search" size="s" />
        <input
          type="search"
          enterKeyHint="search"
          role="combobox"
          aria-label={words.search.label}
          aria-expanded={found.length > 0}
          aria-controls={listId}
          aria-autocomplete="list"
          aria-activedescendant={found[chosen] ? `${listId}-${chosen}` : undefined}
          placeholder={words.search.hint}
          maxLength={100}
          value={text}
          onChange={(event) => {
            setText(event.target.value)
            setChosen(-1)
            setOpen(true)
          }}
          onKeyDown={(event) => {
            if (onKey(event.key)) event.preventDefault()
          }}
          onBlur={() => setOpen(false)}
        />
      </form>
      <div
        id={listId}
        className={styles['list']}
        role="listbox"
        aria-label={words.search.label}
        hidden={found.length === 0}
      >
        {found.map((product, at) => (
          // The keys are handled by the field, which keeps the focus.
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
          <div
            key={product.id}
            id={`${listId}-${at}`}
            role="option"
            tabIndex={-1}
            aria-selected={at === chosen}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => open(product.id)}
          >
            {inLanguage(language, product.titleZh, product.titleEn)}
          </div>
        ))}
      </div>
    </search>
  )
}
