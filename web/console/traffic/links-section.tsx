/** The links of a channel or campaign, with the way to make one more. */
import { useState } from 'react'
import * as api from '#web/kit/api.ts'
import { Button } from '#web/kit/button.tsx'
import { Dialog } from '#web/kit/dialog.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { Empty, Pager } from '#web/kit/list.tsx'
import { Section } from '#web/kit/page.tsx'
import { usePages } from '#web/kit/use-api.ts'
import { useAccess } from '../access.ts'
import { linkWords } from '../words/links.ts'
import { LinkForm } from './link-form.tsx'
import { LinksTable } from './links-table.tsx'

export function LinksSection(props: { channelId?: string; campaignId?: string; title: string }) {
  const { title, ...of } = props
  const words = useWords(linkWords)
  const { whyNot } = useAccess()
  const { items, ...pager } = usePages(api.getConsoleLinks, of)
  const [isOpen, setOpen] = useState(false)
  return (
    <Section
      title={title}
      actions={
        <Button small disabledReason={whyNot('traffic.edit')} onPress={() => setOpen(true)}>
          {words.add}
        </Button>
      }
    >
      {items.length === 0 ? (
        <Empty icon="route" title={words.none}>
          <p className="soft small">{words.noneNote}</p>
        </Empty>
      ) : (
        <LinksTable items={items} />
      )}
      <Pager {...pager} />
      <Dialog title={words.add} isOpen={isOpen} onClose={() => setOpen(false)}>
        <LinkForm of={of} onDone={() => setOpen(false)} />
      </Dialog>
    </Section>
  )
}
