import { Icon } from '#web/kit/icon.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { shopWords } from '../words/shop.ts'
import styles from './progress.module.css'

type Step = 'owner' | 'app' | 'shop'

/** Which steps there are, which are behind, and which is this. */
export function Progress({ steps, at }: { steps: Step[]; at: Step }) {
  const { setUp: words } = useWords(shopWords)
  const now = steps.indexOf(at)
  return (
    <ol className={styles['steps']} aria-label={words.progress}>
      {steps.map((step, index) => (
        <li key={step} {...(index === now && { 'aria-current': 'step' as const })}>
          <span className={styles['number']}>
            {index < now ? <Icon name="check" size="s" /> : index + 1}
          </span>
          {words.steps[step]}
          {index < now && <span className="spoken">{words.done}</span>}
        </li>
      ))}
    </ol>
  )
}
