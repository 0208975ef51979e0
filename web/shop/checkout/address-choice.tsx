import { useState } from 'react'
import type { getAddresses } from '#web/kit/api.ts'
import { Button } from '#web/kit/button.tsx'
import type { AnswerOf } from '#web/kit/client.ts'
import { Dialog } from '#web/kit/dialog.tsx'
import { hasDraft } from '#web/kit/draft.ts'
import { Choice } from '#web/kit/field.tsx'
import { phoneText } from '#web/kit/format.ts'
import { useWords } from '#web/kit/i18n.ts'
import { AddressForm, addressDraft, addressLine } from '../address-form.tsx'
import { checkoutWords } from '../words/checkout.ts'

type Address = AnswerOf<typeof getAddresses>['items'][number]

/** Where to: one of the member's addresses, or a new one written here. */
export function AddressChoice(props: {
  addresses: Address[]
  chosen: string | undefined
  onChoose: (addressId: string) => void
}) {
  const { addresses, chosen, onChoose } = props
  const words = useWords(checkoutWords)
  const [isAdding, setAdding] = useState(() => hasDraft(addressDraft()))
  return (
    <div className="stack-tight">
      {addresses.length === 0 ? (
        <p className="soft">{words.checkout.noAddress}</p>
      ) : (
        <Choice
          legend={words.checkout.address}
          isLegendSpoken
          name="address"
          value={chosen ?? null}
          options={addresses.map((address) => ({
            value: address.addressId,
            label: `${address.name} ${phoneText(address.phone)}`,
            note: addressLine(address),
          }))}
          onChange={onChoose}
        />
      )}
      <div>
        <Button icon="plus" small onPress={() => setAdding(true)}>
          {words.checkout.addAddress}
        </Button>
      </div>
      <Dialog title={words.checkout.addAddress} isOpen={isAdding} onClose={() => setAdding(false)}>
        <AddressForm
          onSaved={(addressId) => {
            setAdding(false)
            onChoose(addressId)
          }}
        />
      </Dialog>
    </div>
  )
}
