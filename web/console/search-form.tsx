import { useState } from 'react'
import { Button } from '#web/kit/button.tsx'
import { TextField } from '#web/kit/field.tsx'
import { useWords } from '#web/kit/i18n.ts'
import styles from './tools.module.css'
import { sharedWords } from './words/shared.ts'

/** Words to look for. What is looked for stands in the address, and comes back as `value`. */
export function SearchForm(props: {
  label: string
  value: string
  onSearch: (text: string) => void
}) {
  const { search } = useWords(sharedWords)
  const [text, setText] = useState(props.value)
  return (
    <search>
      <form
        className={styles['tools']}
        onSubmit={(event) => {
          event.preventDefault()
          props.onSearch(text.trim())
        }}
      >
        <TextField
          label={props.label}
          isLabelSpoken
          placeholder={props.label}
          type="search"
          maxLength={400}
          value={text}
          onChange={setText}
        />
        <Button submits icon="search">
          {search}
        </Button>
      </form>
    </search>
  )
}
