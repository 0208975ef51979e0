/** Choosing or dropping one CSV file. */
import { useWords } from '#web/kit/i18n.ts'
import { importWords } from '../words/imports.ts'
import styles from './pictures.module.css'

export function ChooseFile({ onChosen }: { onChosen: (file: File) => void }) {
  const words = useWords(importWords)
  return (
    <label className={styles['drop']}>
      {/* It lies over the whole box: a browser's own field takes what is dropped on it. */}
      <input
        type="file"
        className={styles['file']}
        accept=".csv,.txt,.tsv,text/csv,text/tab-separated-values,text/plain"
        onChange={(event) => {
          const [file] = event.target.files ?? []
          if (file) onChosen(file)
          event.target.value = '' // the same file may be chosen again, once it is mended
        }}
      />
      <strong>{words.choose}</strong>
      <span className="soft small">{words.chooseHint}</span>
    </label>
  )
}
