import { ApiError } from './client.ts'
import { Button } from './button.tsx'
import { errorText } from './error-words.ts'
import styles from './error-note.module.css'
import { Icon } from './icon.tsx'
import { useLanguage, useWords } from './i18n.ts'
import { kitWords } from './words.ts'

/** What went wrong in words, the number to ask about it, and another try where that may help. */
export function ErrorNote({ error, onRetry }: { error: Error | null; onRetry?: () => void }) {
  const language = useLanguage()
  const words = useWords(kitWords)
  if (!error) return null
  const { code, traceId } = error instanceof ApiError ? error : { code: 'bug', traceId: undefined }
  return (
    <div className={styles['note']} role="alert">
      <Icon name="warning" />
      <div>
        <p>{errorText(code, language)}</p>
        {traceId && <p className={styles['trace']}>{words.trace(traceId)}</p>}
      </div>
      {onRetry && (
        <Button small onPress={onRetry}>
          {words.retry}
        </Button>
      )}
    </div>
  )
}
