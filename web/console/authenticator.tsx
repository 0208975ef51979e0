/** What an authenticator app needs to be set up, and the code that proves it is. */
import { TextField } from '#web/kit/field.tsx'
import { useWords } from '#web/kit/i18n.ts'
import styles from './authenticator.module.css'
import { QrCode } from './qr-code.tsx'
import { frameWords } from './words/frame.ts'

export function AuthenticatorFields(props: {
  secret: string
  uri: string
  code: string
  onChange: (code: string) => void
}) {
  const { secret, uri, code, onChange } = props
  const { signIn: words } = useWords(frameWords)
  return (
    <>
      <p>{words.enrolHint}</p>
      <QrCode text={uri} label={words.picture} />
      <div>
        <p className="soft small">{words.secret}</p>
        <p className={styles['secret']}>{secret}</p>
      </div>
      <div>
        <p className="soft small">{words.uri}</p>
        <a className={styles['uri']} href={uri}>
          {uri}
        </a>
      </div>
      <CodeField code={code} onChange={onChange} />
    </>
  )
}

export function CodeField({ code, onChange }: { code: string; onChange: (code: string) => void }) {
  const { signIn: words } = useWords(frameWords)
  return (
    <TextField
      label={words.code}
      hint={words.codeHint}
      inputMode="numeric"
      autoComplete="one-time-code"
      maxLength={6}
      isRequired
      value={code}
      onChange={(text) => onChange(text.replaceAll(/\D/g, ''))}
    />
  )
}
