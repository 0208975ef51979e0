import { useState } from 'react'
import * as api from '#web/kit/api.ts'
import { Button } from '#web/kit/button.tsx'
import type { AnswerOf } from '#web/kit/client.ts'
import { Dialog } from '#web/kit/dialog.tsx'
import { hasDraft } from '#web/kit/draft.ts'
import { ErrorNote } from '#web/kit/error-note.tsx'
import { phoneText } from '#web/kit/format.ts'
import { useWords } from '#web/kit/i18n.ts'
import { Empty, List, Row } from '#web/kit/list.tsx'
import { Page } from '#web/kit/page.tsx'
import { toast } from '#web/kit/toast.tsx'
import { useAction, useApi } from '#web/kit/use-api.ts'
import { AddressForm, addressDraft, addressLine } from '../address-form.tsx'
import { checkoutWords } from '../words/checkout.ts'
import { meWords } from '../words/me.ts'

type Address = AnswerOf<typeof api.getAddresses>['items'][number]

export function AddressesPage() {
  const words = useWords(meWords)
  const { items } = useApi(api.getAddresses)
  const [editing, setEditing] = useState(() => begun(items))
  return (
    <Page
      title={words.address.title}
      actions={
        <Button icon="plus" onPress={() => setEditing('new')}>
          {words.address.add}
        </Button>
      }
    >
      {items.length === 0 ? (
        <Empty icon="pin" title={words.address.none} />
      ) : (
        <List label={words.address.title}>
          {items.map((address) => (
            <Row key={address.addressId}>
              <AddressRow address={address} onEdit={() => setEditing(address)} />
            </Row>
          ))}
        </List>
      )}
      <Dialog
        title={editing === 'new' ? words.address.add : words.address.edit}
        isOpen={editing !== null}
        onClose={() => setEditing(null)}
      >
        <AddressForm
          {...(editing === null || editing === 'new' ? {} : { address: editing })}
          onSaved={() => {
            setEditing(null)
            toast({ text: words.address.saved })
          }}
        />
      </Dialog>
    </Page>
  )
}

/** What somebody was typing when their session ended opens again. */
const begun = (items: Address[]): Address | 'new' | null =>
  hasDraft(addressDraft())
    ? 'new'
    : (items.find(({ addressId }) => hasDraft(addressDraft(addressId))) ?? null)

function AddressRow({ address, onEdit }: { address: Address; onEdit: () => void }) {
  const words = useWords(meWords)
  const { cart } = useWords(checkoutWords)
  const refreshes = [api.getAddresses]
  const putBack = useAction(api.postAddress, { refreshes })
  const remove = useAction(api.removeAddress, {
    refreshes,
    onDone: () => {
      const { addressId: _, changedAt: __, ...contents } = address
      const undo = { label: cart.undo, run: () => putBack.run(contents) }
      toast({ text: words.address.removed, act: undo })
    },
  })
  return (
    <div className="stack-tight">
      <p>
        {address.name} <span className="soft">{phoneText(address.phone)}</span>
      </p>
      <p>{addressLine(address)}</p>
      <div className="row">
        <Button small icon="pen" onPress={onEdit}>
          {words.me.edit}
        </Button>
        <Button
          small
          icon="bin"
          isBusy={remove.isRunning}
          onPress={() => remove.run({ addressId: address.addressId })}
        >
          {words.address.remove}
        </Button>
      </div>
      <ErrorNote error={remove.error ?? putBack.error} />
    </div>
  )
}
