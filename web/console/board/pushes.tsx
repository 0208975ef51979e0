/** Writing to the members of a board, and what became of it. */
import { useState } from 'react'
import * as api from '#web/kit/api.ts'
import { Badge } from '#web/kit/badge.tsx'
import { Button } from '#web/kit/button.tsx'
import { Select } from '#web/kit/field.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { Table } from '#web/kit/table.tsx'
import { toast } from '#web/kit/toast.tsx'
import { useAction, useFreshApi } from '#web/kit/use-api.ts'
import { useAccess } from '../access.ts'
import { Form } from '../form.tsx'
import { Moment, useFormats } from '../formats.tsx'
import { channels } from '../outreach/channels.ts'
import type { Channel } from '../outreach/channels.ts'
import { useReason } from '../outreach/reasons.tsx'
import { WordsPicker } from '../outreach/words-picker.tsx'
import { boardWords } from '../words/boards.ts'
import { outreachWords } from '../words/outreach.ts'

export function Pushes({ code }: { code: string }) {
  const words = useWords(boardWords)
  const { channels: channelNames } = useWords(outreachWords)
  const { whyNot } = useAccess()
  const [channel, setChannel] = useState<Channel>('inbox')
  const [templateId, setTemplateId] = useState<string | null>(null)
  const send = useAction(api.postBoardPush, {
    refreshes: [api.getBoardPushes],
    onDone: () => toast({ text: words.sent }),
  })
  return (
    <div className="stack">
      <Form
        action={send}
        submit={words.send}
        whyNot={whyNot('outreach.send') ?? (templateId ? null : words.needWords)}
        onSubmit={() => send.run({ code, channel, templateId: templateId! })}
      >
        <p className="soft small">{words.sendNote}</p>
        <Select
          label={words.channel}
          value={channel}
          options={channels.map((value) => ({ value, label: channelNames[value] }))}
          onChange={setChannel}
        />
        <WordsPicker templateId={templateId} onPick={setTemplateId} />
      </Form>
      <Sent code={code} />
    </div>
  )
}

function Sent({ code }: { code: string }) {
  const words = useWords(boardWords)
  const { whyNot } = useAccess()
  const { count } = useFormats()
  const reasonOf = useReason()
  const { items } = useFreshApi(api.getBoardPushes, { code }, 3_000)
  const stop = useAction(api.postBoardPushStop, { refreshes: [api.getBoardPushes] })
  if (items.length === 0) return null
  return (
    <Table
      caption={words.pushes}
      items={items}
      keyOf={({ id }) => id}
      columns={[
        { key: 'at', title: words.at, cell: ({ madeAt }) => <Moment at={madeAt} /> },
        {
          key: 'status',
          title: words.status,
          cell: ({ id: pushId, status }) => (
            <span className="row">
              <Badge tone={status === 'done' ? 'safe' : 'plain'}>{words.pushStates[status]}</Badge>
              {status === 'sending' && !whyNot('outreach.send') && (
                <Button small onPress={() => stop.run({ pushId })}>
                  {words.stop}
                </Button>
              )}
            </span>
          ),
        },
        {
          key: 'delivered',
          title: words.delivered,
          isFigure: true,
          cell: ({ delivered }) => count(delivered),
        },
        {
          key: 'unmet',
          title: words.unmet,
          isFigure: true,
          cell: ({ unmet }) => count(unmet),
        },
        {
          key: 'refused',
          title: words.refused,
          cell: ({ refused }) =>
            Object.entries(refused)
              .map(([reason, times]) => `${reasonOf(reason)} ${count(times)}`)
              .join(' · ') || '–',
        },
      ]}
    />
  )
}
