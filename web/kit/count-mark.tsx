import { count } from './format.ts'
import { useLanguage } from './i18n.ts'
import styles from './count-mark.module.css'

const shownMax = 99

/** So many wait: 3, 99+. The words for it stand beside; `isSilent` where they say the number, too. */
export function CountMark({ of, isSilent = false }: { of: number; isSilent?: boolean }) {
  const told = useToldCount(of)
  return (
    <span className={styles['mark']} aria-hidden={isSilent || undefined}>
      {told}
    </span>
  )
}

/** Nobody needs to know it exactly beyond ninety-nine. */
export function useToldCount(of: number): string {
  const language = useLanguage()
  return of > shownMax ? `${count(shownMax, language)}+` : count(of, language)
}
