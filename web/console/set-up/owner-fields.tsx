import { TextField } from '#web/kit/field.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { frameWords } from '../words/frame.ts'
import { houseWords } from '../words/house.ts'
import { shopWords } from '../words/shop.ts'

export type Owner = { login: string; name: string; password: string; again: string }

/** Nothing is missing, and the two passwords are the same. */
export const isOwnerWhole = ({ login, name, password, again }: Owner): boolean =>
  [login, name, password].every((text) => text.trim() !== '') && password === again

export function OwnerFields(props: { owner: Owner; onChange: (owner: Owner) => void }) {
  const { owner, onChange } = props
  const { setUp: words } = useWords(shopWords)
  const { staff } = useWords(houseWords)
  const { signIn, account } = useWords(frameWords)
  const set = (name: keyof Owner) => (text: string) => onChange({ ...owner, [name]: text })
  const differs = owner.again !== '' && owner.again !== owner.password
  return (
    <>
      <TextField
        label={words.name}
        autoComplete="name"
        maxLength={60}
        isRequired
        value={owner.name}
        onChange={set('name')}
      />
      <TextField
        label={signIn.login}
        hint={staff.loginHint}
        autoComplete="username"
        maxLength={64}
        isRequired
        value={owner.login}
        onChange={set('login')}
      />
      <TextField
        label={signIn.password}
        hint={words.passwordHint}
        type="password"
        autoComplete="new-password"
        isRequired
        value={owner.password}
        onChange={set('password')}
      />
      <TextField
        label={words.again}
        fault={differs ? account.differs : null}
        type="password"
        autoComplete="new-password"
        isRequired
        value={owner.again}
        onChange={set('again')}
      />
    </>
  )
}
