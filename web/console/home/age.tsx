import { useNow } from '#web/kit/now.ts'
import { useWords } from '#web/kit/i18n.ts'
import { useFormats } from '../formats.tsx'
import { homeWords } from '../words/home.ts'
import styles from './age.module.css'

/** How old a figure is; from an hour on, of when it is. */
export function Age({ asOf }: { asOf: string }) {
  const { age: words } = useWords(homeWords)
  const { count, dateTime } = useFormats()
  const seconds = Math.max(0, Math.floor((useNow() - Date.parse(asOf)) / 1_000))
  const text =
    seconds < 5
      ? words.now
      : seconds < 120
        ? words.seconds(count(seconds))
        : seconds < 3_600
          ? words.minutes(count(Math.floor(seconds / 60)))
          : words.at(dateTime(asOf))
  return (
    <time className={styles['age']} dateTime={asOf} title={dateTime(asOf)}>
      {text}
    </time>
  )
}
