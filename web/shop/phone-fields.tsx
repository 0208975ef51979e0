/** A phone and the code that proves it: where one signs in, adds a phone, or leaves. */
import { TextField } from '#web/kit/field.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { meWords } from './words/me.ts'

type Typed = { value: string; onChange: (text: string) => void; fault?: string | null }

export function PhoneField(props: Typed & { hint?: string }) {
  const { signIn: words } = useWords(meWords)
  return (
    <TextField
      label={words.phone}
      type="tel"
      inputMode="tel"
      autoComplete="tel-national"
      maxLength={20}
      isRequired
      {...props}
    />
  )
}

/** The demo sends nothing: it shows the code. */
export function CodeField({ demoCode, ...typed }: Typed & { demoCode: string | undefined }) {
  const { signIn: words } = useWords(meWords)
  return (
    <>
      {demoCode && <output className="card">{words.demoCode(demoCode)}</output>}
      <TextField
        label={words.code}
        inputMode="numeric"
        autoComplete="one-time-code"
        maxLength={6}
        isRequired
        {...typed}
        onChange={(text) => typed.onChange(text.replaceAll(/\D/g, ''))}
      />
    </>
  )
}
