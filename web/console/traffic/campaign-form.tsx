import { useState } from 'react'
import * as api from '#web/kit/api.ts'
import type { AnswerOf } from '#web/kit/client.ts'
import { Choice, TextArea, TextField } from '#web/kit/field.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { toast } from '#web/kit/toast.tsx'
import { useAction } from '#web/kit/use-api.ts'
import { Form } from '../form.tsx'
import tools from '../tools.module.css'
import { campaignWords } from '../words/campaigns.ts'
import { routesIn, todayInChina } from './choices.ts'
import { OwnerField } from './owner-field.tsx'
import type { Owner } from './owner-field.tsx'

type Campaign = AnswerOf<typeof api.getConsoleCampaign>['campaign']

const refreshes = [api.getConsoleCampaigns, api.getConsoleCampaign]

/** A campaign says its route and its four elements before it is one. */
export function CampaignForm(props: { campaign?: Campaign; owners: Owner[]; onDone: () => void }) {
  const { campaign, owners, onDone } = props
  const words = useWords(campaignWords)
  const [typed, setTyped] = useState({
    name: campaign?.name ?? '',
    scene: campaign?.scene ?? '',
    circle: campaign?.circle ?? '',
    content: campaign?.content ?? '',
    startsOn: campaign?.startsOn ?? todayInChina(),
    endsOn: campaign?.endsOn ?? '',
  })
  const [route, setRoute] = useState(campaign?.route ?? null)
  const [ownerId, setOwnerId] = useState(campaign?.ownerId)
  const done = (text: string) => {
    toast({ text })
    onDone()
  }
  const add = useAction(api.postCampaign, { refreshes, onDone: () => done(words.created) })
  const change = useAction(api.putCampaign, { refreshes, onDone: () => done(words.saved) })
  const field = (name: keyof typeof typed) => ({
    value: typed[name],
    onChange: (text: string) => setTyped({ ...typed, [name]: text }),
  })
  const terms = termsFrom(typed)
  const isOver = typed.endsOn !== '' && typed.endsOn < typed.startsOn
  const send = () => {
    const all = { ...terms!, route: route!, ...(ownerId && { ownerId }) }
    if (campaign) change.run({ campaignId: campaign.id, version: campaign.version, ...all })
    else add.run(all)
  }
  return (
    <Form
      action={campaign ? change : add}
      submit={words.submit}
      whyNot={isOver ? words.wrongDays : terms && route ? null : words.needAll}
      onSubmit={send}
    >
      <TextField label={words.name} maxLength={60} isRequired {...field('name')} />
      <Choice
        legend={words.route}
        name="route"
        value={route}
        options={routesIn.map((value) => ({ value, label: words.routes[value] }))}
        onChange={setRoute}
      />
      <TextField
        label={words.scene}
        hint={words.sceneHint}
        maxLength={200}
        isRequired
        {...field('scene')}
      />
      <TextField
        label={words.circle}
        hint={words.circleHint}
        maxLength={200}
        isRequired
        {...field('circle')}
      />
      <TextArea
        label={words.content}
        hint={words.contentHint}
        maxLength={500}
        isRequired
        {...field('content')}
      />
      <div className={tools['fields']}>
        <TextField label={words.starts} type="date" isRequired {...field('startsOn')} />
        <TextField label={words.ends} type="date" {...field('endsOn')} />
      </div>
      <OwnerField label={words.owner} owners={owners} value={ownerId} onChange={setOwnerId} />
      {!campaign && <p className="soft small">{words.connectionHint}</p>}
    </Form>
  )
}

function termsFrom(
  typed: Record<'name' | 'scene' | 'circle' | 'content' | 'startsOn' | 'endsOn', string>,
) {
  const [name, scene, circle, content] = [typed.name, typed.scene, typed.circle, typed.content].map(
    (text) => text.trim(),
  )
  if (!name || !scene || !circle || !content || !typed.startsOn) return null
  return { name, scene, circle, content, startsOn: typed.startsOn, endsOn: typed.endsOn || null }
}
