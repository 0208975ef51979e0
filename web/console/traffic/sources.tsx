/** Arrivals without a link: which source means which channel, and which means nothing yet. */
import { useState } from 'react'
import * as api from '#web/kit/api.ts'
import { Button } from '#web/kit/button.tsx'
import { Dialog } from '#web/kit/dialog.tsx'
import { Select } from '#web/kit/field.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { Section } from '#web/kit/page.tsx'
import { Table } from '#web/kit/table.tsx'
import { toast } from '#web/kit/toast.tsx'
import { useAction, useApi } from '#web/kit/use-api.ts'
import { useAccess } from '../access.ts'
import { Form } from '../form.tsx'
import { useFormats } from '../formats.tsx'
import { useUndo } from '../undo.ts'
import { channelWords } from '../words/channels.ts'
import { linkWords } from '../words/links.ts'
import { sharedWords } from '../words/shared.ts'
import { termOf } from './choices.ts'
import { useTrafficNames } from './traffic-names.ts'

type Words = { source: string; medium: string; name: string }

const wordsOf = ({ source, medium, name }: Words) =>
  [source, medium, name].filter(Boolean).join(' / ')

export function Sources() {
  const { sources: words } = useWords(channelWords)
  const { rules, unmapped } = useApi(api.getSources)
  const { may } = useAccess()
  const { count, dateTime } = useFormats()
  const [chosen, setChosen] = useState<Words | null>(null)
  return (
    <Section title={words.title}>
      <p className="soft small">{words.about}</p>
      {unmapped.length === 0 ? (
        <p className="soft">{words.none}</p>
      ) : (
        <Table
          caption={words.unmapped}
          items={unmapped}
          keyOf={wordsOf}
          columns={[
            { key: 'source', title: words.source, cell: (one) => <code>{wordsOf(one)}</code> },
            {
              key: 'visits',
              title: words.visits,
              isFigure: true,
              cell: (one) => count(one.visits),
            },
            { key: 'last', title: words.last, cell: (one) => dateTime(one.lastAt) },
            ...(may('traffic.edit')
              ? [
                  {
                    key: 'map',
                    title: words.map,
                    cell: (one: Words) => (
                      <Button small onPress={() => setChosen(one)}>
                        {words.map}
                      </Button>
                    ),
                  },
                ]
              : []),
          ]}
        />
      )}
      {rules.length > 0 && <Rules />}
      <Dialog
        title={words.mapTitle(chosen ? wordsOf(chosen) : '')}
        isOpen={chosen !== null}
        onClose={() => setChosen(null)}
      >
        {chosen && <MapForm source={chosen} onDone={() => setChosen(null)} />}
      </Dialog>
    </Section>
  )
}

function Rules() {
  const { sources: words } = useWords(channelWords)
  const { rules } = useApi(api.getSources)
  const { channelName } = useTrafficNames()
  const { may } = useAccess()
  const refreshes = [api.getSources]
  const undo = useUndo(api.postSourceRule, refreshes)
  const remove = useAction(api.postSourceRuleRemoval, {
    refreshes,
    onDone: (_, { source, medium, name }) => {
      const rule = rules.find(
        (one) => wordsOf(one) === wordsOf({ source, medium: medium ?? '', name: name ?? '' }),
      )
      if (rule) undo(words.removed, { ...rule })
    },
  })
  return (
    <Table
      caption={words.rules}
      items={rules}
      keyOf={wordsOf}
      columns={[
        { key: 'source', title: words.rules, cell: (one) => <code>{wordsOf(one)}</code> },
        { key: 'channel', title: words.channel, cell: (one) => channelName(one.channelId) },
        ...(may('traffic.edit')
          ? [
              {
                key: 'remove',
                title: words.remove,
                cell: ({ source, medium, name }: Words) => (
                  <Button
                    small
                    kind="quiet"
                    isBusy={remove.isRunning}
                    onPress={() => remove.run({ source, medium, name })}
                  >
                    {words.remove}
                  </Button>
                ),
              },
            ]
          : []),
      ]}
    />
  )
}

function MapForm({ source, onDone }: { source: Words; onDone: () => void }) {
  const { sources: words } = useWords(channelWords)
  const links = useWords(linkWords)
  const shared = useWords(sharedWords)
  const channels = useApi(api.getConsoleChannels, termOf({})).items
  const [channelId, setChannelId] = useState(channels[0]?.id ?? '')
  const map = useAction(api.postSourceRule, {
    refreshes: [api.getSources],
    onDone: () => {
      toast({ text: words.mapped })
      onDone()
    },
  })
  return (
    <Form
      action={map}
      submit={words.save}
      whyNot={channelId ? null : channels.length === 0 ? links.needChannel : shared.needAll}
      onSubmit={() =>
        map.run({ source: source.source, medium: source.medium, name: source.name, channelId })
      }
    >
      <Select
        label={words.channel}
        value={channelId}
        options={channels.map(({ id, name }) => ({ value: id, label: name }))}
        onChange={setChannelId}
      />
    </Form>
  )
}
