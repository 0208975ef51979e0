/** Writing to members: to whom, what, and before anything is sent, what would become of it. */
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import * as api from '#web/kit/api.ts'
import { Checkbox, Select, TextField } from '#web/kit/field.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { Page, Section } from '#web/kit/page.tsx'
import { toast } from '#web/kit/toast.tsx'
import { useAction, useApi } from '#web/kit/use-api.ts'
import { useAccess } from '../access.ts'
import { Form } from '../form.tsx'
import { useFormats } from '../formats.tsx'
import { channels } from '../outreach/channels.ts'
import type { Channel } from '../outreach/channels.ts'
import { laterOf, ReachCard, useReach } from '../outreach/reach.tsx'
import { WordsPicker } from '../outreach/words-picker.tsx'
import { wholeFrom } from '../typed.ts'
import { outreachWords } from '../words/outreach.ts'
import tools from '../tools.module.css'

const route = getRouteApi('/inside/outreach/new')
const everybody = 'everybody'

export function NewOutreachPage() {
  const words = useWords(outreachWords)
  const { whyNot } = useAccess()
  const { count } = useFormats()
  const audiences = useApi(api.getAudiences)
  const asked = route.useSearch().segmentId
  const known = audiences.items.find((one) => one.segmentId === asked)
  const [audience, setAudience] = useState<string>(known?.segmentId ?? '')
  const [channel, setChannel] = useState<Channel>('inbox')
  const [templateId, setTemplateId] = useState<string | null>(null)
  const [waits, setWaits] = useState(true)
  const [confirmed, setConfirmed] = useState('')
  const segmentId = audience === everybody ? null : audience
  const reach = useReach(audience === '' ? null : { segmentId, channel })
  const navigate = useNavigate()
  const send = useAction(api.postOutreach, {
    refreshes: [api.getOutreaches],
    onDone: async ({ outreachId }) => {
      toast({ text: words.sentNow })
      await navigate({ to: '/outreach/$outreachId', params: { outreachId } })
    },
    onRefused: () => reach.again(),
  })
  const members = reach.data?.members
  const isForNobody =
    reach.data !== undefined && reach.data.reached + (waits ? laterOf(reach.data) : 0) === 0
  // So much of the pool is as good as everybody.
  const isEverybody = members !== undefined && members >= audiences.everybody * 0.95
  const isConfirmed = !isEverybody || wholeFrom(confirmed) === members
  const missing =
    audience === ''
      ? words.needAudience
      : !templateId
        ? words.needWords
        : members === undefined
          ? words.needReach
          : !isConfirmed
            ? words.confirmWrong
            : isForNobody
              ? words.reachNobody
              : null
  return (
    <Page title={words.write} width="wide">
      <Form
        action={send}
        submit={members === undefined ? words.send : words.sendTo(count(members))}
        whyNot={whyNot('outreach.send') ?? missing}
        onSubmit={() =>
          send.run({ segmentId, channel, templateId: templateId!, membersSeen: members!, waits })
        }
      >
        <Section title={words.who}>
          <div className="card stack">
            <div className={tools['fields']}>
              <Select
                label={words.audience}
                value={audience}
                hint={audiences.items.length === 0 ? words.noSegments : undefined}
                options={[
                  { value: '', label: '—' },
                  ...audiences.items.map(({ segmentId: value, name, members: size }) => ({
                    value,
                    label: words.withMembers(name, count(size)),
                  })),
                  {
                    value: everybody,
                    label: words.withMembers(words.everybody, count(audiences.everybody)),
                  },
                ]}
                onChange={setAudience}
              />
              <Select
                label={words.channel}
                value={channel}
                options={channels.map((value) => ({ value, label: words.channels[value] }))}
                onChange={setChannel}
              />
            </div>
            {audience !== '' && <ReachCard reach={reach} waits={waits} />}
            <Checkbox label={words.waits} isChecked={waits} onChange={setWaits} />
          </div>
        </Section>
        <Section title={words.what}>
          <WordsPicker templateId={templateId} onPick={setTemplateId} />
        </Section>
        {isEverybody && members > 0 && (
          <TextField
            label={words.confirm(count(members))}
            inputMode="numeric"
            value={confirmed}
            onChange={setConfirmed}
          />
        )}
      </Form>
    </Page>
  )
}
