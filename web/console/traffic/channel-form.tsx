import { useState } from 'react'
import * as api from '#web/kit/api.ts'
import type { AnswerOf } from '#web/kit/client.ts'
import { Select, TextField } from '#web/kit/field.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { toast } from '#web/kit/toast.tsx'
import { useAction } from '#web/kit/use-api.ts'
import { Form } from '../form.tsx'
import { channelWords } from '../words/channels.ts'
import { sharedWords } from '../words/shared.ts'
import { channelKinds } from './choices.ts'
import { OwnerField } from './owner-field.tsx'
import type { Owner } from './owner-field.tsx'

type Channel = AnswerOf<typeof api.getConsoleChannel>['channel']
type Kind = (typeof channelKinds)[number]

const refreshes = [api.getConsoleChannels, api.getConsoleChannel]

/** A new channel, or changes to one. */
export function ChannelForm(props: { channel?: Channel; owners: Owner[]; onDone: () => void }) {
  const { channel, owners, onDone } = props
  const words = useWords(channelWords)
  const shared = useWords(sharedWords)
  const [name, setName] = useState(channel?.name ?? '')
  const [kind, setKind] = useState<Kind>(channel?.kind ?? 'own')
  const [ownerId, setOwnerId] = useState(channel?.ownerId)
  const done = (text: string) => {
    toast({ text })
    onDone()
  }
  const add = useAction(api.postChannel, { refreshes, onDone: () => done(words.created) })
  const change = useAction(api.patchChannel, { refreshes, onDone: () => done(shared.saved) })
  const terms = { name: name.trim(), kind, ...(ownerId && { ownerId }) }
  return (
    <Form
      action={channel ? change : add}
      submit={channel ? shared.save : words.submit}
      whyNot={terms.name ? null : shared.needAll}
      onSubmit={() =>
        channel
          ? change.run({ channelId: channel.id, version: channel.version, ...terms })
          : add.run(terms)
      }
    >
      <TextField
        label={words.name}
        hint={words.nameHint}
        value={name}
        onChange={setName}
        maxLength={60}
        isRequired
      />
      <Select
        label={words.kind}
        value={kind}
        options={channelKinds.map((value) => ({ value, label: words.kinds[value] }))}
        onChange={setKind}
      />
      <OwnerField label={words.owner} owners={owners} value={ownerId} onChange={setOwnerId} />
    </Form>
  )
}
