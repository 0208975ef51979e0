/** All links, newest first, with what each brought. */
import { useState } from 'react'
import * as api from '#web/kit/api.ts'
import { Button } from '#web/kit/button.tsx'
import { Dialog } from '#web/kit/dialog.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { Empty, Pager } from '#web/kit/list.tsx'
import { Page } from '#web/kit/page.tsx'
import { usePages } from '#web/kit/use-api.ts'
import { useAccess } from '../access.ts'
import { LinkForm } from '../traffic/link-form.tsx'
import { LinksTable } from '../traffic/links-table.tsx'
import { frameWords } from '../words/frame.ts'
import { linkWords } from '../words/links.ts'

export function LinksPage() {
  const words = useWords(linkWords)
  const { pages } = useWords(frameWords)
  const { may } = useAccess()
  const { items, ...pager } = usePages(api.getConsoleLinks, {})
  const [isOpen, setOpen] = useState(false)
  const add = may('traffic.edit') && (
    <Button kind="primary" onPress={() => setOpen(true)}>
      {words.add}
    </Button>
  )
  return (
    <Page title={pages.links} width="wide" actions={add}>
      {items.length === 0 ? (
        <Empty icon="route" title={words.none}>
          <p className="soft">{words.noneNote}</p>
        </Empty>
      ) : (
        <LinksTable items={items} />
      )}
      <Pager {...pager} />
      <Dialog title={words.add} isOpen={isOpen} onClose={() => setOpen(false)}>
        <LinkForm onDone={() => setOpen(false)} />
      </Dialog>
    </Page>
  )
}
