/** The shop itself: its name and look, what it announces, and who holds its money. */
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import * as api from '#web/kit/api.ts'
import { Badge } from '#web/kit/badge.tsx'
import type { AnswerOf } from '#web/kit/client.ts'
import { TextField } from '#web/kit/field.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { Page, Section } from '#web/kit/page.tsx'
import { toast } from '#web/kit/toast.tsx'
import { useAction, useApi } from '#web/kit/use-api.ts'
import { Facts } from '../facts.tsx'
import { Form } from '../form.tsx'
import { isLookWhole, LookFields } from '../shop-look.tsx'
import { frameWords } from '../words/frame.ts'
import { sharedWords } from '../words/shared.ts'
import { shopWords } from '../words/shop.ts'

type Shop = AnswerOf<typeof api.getConsoleShop>['shop']

export function SettingsPage() {
  const { pages } = useWords(frameWords)
  const { settings: words } = useWords(shopWords)
  const { shop } = useApi(api.getConsoleShop)
  return (
    <Page title={pages.settings} actions={<Link to="/first-steps">{words.begin}</Link>}>
      <Section title={words.look} actions={shop?.madeUp && <Badge>{words.madeUp}</Badge>}>
        {/* Somebody else's change makes it another form. */}
        <ShopForm key={shop?.version ?? 0} shop={shop} />
      </Section>
      <Section title={words.payment}>
        <Payment />
      </Section>
    </Page>
  )
}

function ShopForm({ shop }: { shop: Shop }) {
  const { look: words, settings } = useWords(shopWords)
  const shared = useWords(sharedWords)
  const [look, setLook] = useState({
    nameZh: shop?.nameZh ?? '',
    nameEn: shop?.nameEn ?? '',
    accent: shop?.accent ?? ('cinnabar' as const),
  })
  const [announcementZh, setAnnouncementZh] = useState(shop?.announcementZh ?? '')
  const [announcementEn, setAnnouncementEn] = useState(shop?.announcementEn ?? '')
  const save = useAction(api.putConsoleShop, {
    refreshes: [api.getConsoleShop, api.getShopInfo],
    onDone: () => toast({ text: settings.saved }),
  })
  return (
    <Form
      action={save}
      submit={shared.save}
      whyNot={isLookWhole(look) ? null : shared.needAll}
      onSubmit={() =>
        save.run({ version: shop?.version ?? 0, ...look, announcementZh, announcementEn })
      }
    >
      <LookFields look={look} onChange={setLook} />
      <TextField
        label={words.announcementZh}
        hint={words.announcementHint}
        maxLength={120}
        value={announcementZh}
        onChange={setAnnouncementZh}
      />
      <TextField
        label={words.announcementEn}
        maxLength={120}
        value={announcementEn}
        onChange={setAnnouncementEn}
      />
    </Form>
  )
}

function Payment() {
  const { settings: words } = useWords(shopWords)
  const { name, isSandbox } = useApi(api.getPaymentInstitution)
  return (
    <>
      <Facts
        of={[
          [
            words.institution,
            isSandbox ? (
              <Badge key="sandbox" tone="warn">
                {words.sandbox}
              </Badge>
            ) : (
              name
            ),
          ],
        ]}
      />
      {isSandbox && <p className="soft">{words.sandboxNote}</p>}
    </>
  )
}
