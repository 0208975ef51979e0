import * as api from '#web/kit/api.ts'
import { Button } from '#web/kit/button.tsx'
import type { AnswerOf } from '#web/kit/client.ts'
import { useDraft } from '#web/kit/draft.ts'
import { ErrorNote } from '#web/kit/error-note.tsx'
import { TextField } from '#web/kit/field.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { useAction } from '#web/kit/use-api.ts'
import { meWords } from './words/me.ts'

type Address = AnswerOf<typeof api.getAddresses>['items'][number]
type Contents = Omit<Address, 'addressId' | 'changedAt'>

/** 广东省深圳市南山区… as an envelope has it. */
export const addressLine = ({ province, city, district, street }: Contents) =>
  [province, city === province ? '' : city, district, street].filter(Boolean).join(' ')

const blank: Contents = { name: '', phone: '', province: '', city: '', district: '', street: '' }

/** The name under which what is typed here is kept. */
export const addressDraft = (addressId = 'new') => `address ${addressId}`

/** Writes a new address, or changes the given one. */
export function AddressForm(props: { address?: Address; onSaved: (addressId: string) => void }) {
  const { address, onSaved } = props
  const words = useWords(meWords)
  const form = addressDraft(address?.addressId)
  const [contents, change, clear] = useDraft<Contents>(form, contentsOf(address ?? blank))
  const refreshes = [api.getAddresses]
  const add = useAction(api.postAddress, {
    refreshes,
    onDone: (added) => {
      clear()
      onSaved(added.addressId)
    },
  })
  const put = useAction(api.putAddress, {
    refreshes,
    onDone: (_, { addressId }) => {
      clear()
      onSaved(addressId)
    },
  })
  const field = (name: keyof Contents) => ({
    value: contents[name],
    onChange: (value: string) => change({ [name]: value }),
  })
  const save = () => {
    if (address) put.run({ addressId: address.addressId, ...contents })
    else add.run(contents)
  }
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault()
        save()
      }}
    >
      <TextField
        label={words.address.name}
        autoComplete="name"
        maxLength={50}
        isRequired
        {...field('name')}
      />
      <TextField
        label={words.address.phone}
        type="tel"
        inputMode="tel"
        autoComplete="tel"
        maxLength={20}
        isRequired
        {...field('phone')}
      />
      <TextField
        label={words.address.province}
        autoComplete="address-level1"
        maxLength={50}
        isRequired
        {...field('province')}
      />
      <TextField
        label={words.address.city}
        autoComplete="address-level2"
        maxLength={50}
        isRequired
        {...field('city')}
      />
      <TextField
        label={words.address.district}
        autoComplete="address-level3"
        maxLength={50}
        {...field('district')}
      />
      <TextField
        label={words.address.street}
        autoComplete="street-address"
        maxLength={200}
        isRequired
        {...field('street')}
      />
      <ErrorNote error={add.error ?? put.error} />
      <Button kind="primary" submits wide isBusy={add.isRunning || put.isRunning}>
        {words.address.save}
      </Button>
    </form>
  )
}

const contentsOf = ({ name, phone, province, city, district, street }: Contents): Contents => ({
  name,
  phone,
  province,
  city,
  district,
  street,
})
