import { useState } from 'react'
import * as api from '#web/kit/api.ts'
import { Select, TextField } from '#web/kit/field.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { toast } from '#web/kit/toast.tsx'
import { useAction, useApi } from '#web/kit/use-api.ts'
import { Form } from '../form.tsx'
import tools from '../tools.module.css'
import { linkWords } from '../words/links.ts'
import { sharedWords } from '../words/shared.ts'
import { inviteChannelId, termOf } from './choices.ts'
import { SourceFields } from './source-fields.tsx'

const holders = ['channel', 'store', 'staff'] as const
type Of = { channelId?: string | undefined; campaignId?: string | undefined }

export function LinkForm({ of = {}, onDone }: { of?: Of; onDone: () => void }) {
  const words = useWords(linkWords)
  const shared = useWords(sharedWords)
  const channels = useApi(api.getConsoleChannels, termOf({})).items.filter(
    ({ id, closedAt }) => !closedAt && id !== inviteChannelId,
  )
  const [typed, setTyped] = useState({ title: '', holderName: '', path: '/', lastDay: '' })
  const [channelId, setChannelId] = useState(of.channelId ?? channels[0]?.id ?? '')
  const [campaignId, setCampaignId] = useState(of.campaignId ?? '')
  const [ownerKind, setOwnerKind] = useState<(typeof holders)[number]>('channel')
  const make = useAction(api.postLink, {
    refreshes: [api.getConsoleLinks],
    onDone: () => {
      toast({ text: words.created })
      onDone()
    },
  })
  const field = (name: keyof typeof typed) => ({
    value: typed[name],
    onChange: (text: string) => setTyped({ ...typed, [name]: text }),
  })
  const path = typed.path.trim()
  const isPath = /^\/(?![/\\])\S*$/.test(path) && !/^\/(l|api|console)(\/|$|\?)/.test(path)
  const title = typed.title.trim()
  const whyNot = !channelId ? words.needChannel : title && isPath ? null : shared.needAll
  const send = () =>
    make.run({
      title,
      channelId,
      campaignId: campaignId || null,
      ownerKind,
      ownerId: ownerKind === 'channel' ? '' : typed.holderName.trim(),
      path,
      expiresAt: typed.lastDay ? `${typed.lastDay}T23:59:59+08:00` : null,
    })
  return (
    <Form action={make} submit={words.submit} whyNot={whyNot} onSubmit={send}>
      <TextField
        label={words.title}
        hint={words.titleHint}
        maxLength={60}
        isRequired
        {...field('title')}
      />
      <SourceFields
        labels={words}
        channels={channels}
        channelId={channelId}
        onChannel={setChannelId}
        campaignId={campaignId}
        onCampaign={setCampaignId}
      />
      <div className={tools['fields']}>
        <Select
          label={words.holder}
          value={ownerKind}
          options={holders.map((value) => ({ value, label: words.holders[value] }))}
          onChange={setOwnerKind}
        />
        {ownerKind !== 'channel' && (
          <TextField label={words.holderName} maxLength={60} {...field('holderName')} />
        )}
      </div>
      <div className={tools['fields']}>
        <TextField
          label={words.path}
          hint={words.pathHint}
          fault={path !== '' && !isPath ? words.badPath : null}
          maxLength={200}
          {...field('path')}
        />
        <TextField label={words.expires} type="date" {...field('lastDay')} />
      </div>
    </Form>
  )
}
