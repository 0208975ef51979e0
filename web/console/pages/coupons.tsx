/** Coupons, newest first: what they are worth, and how many are used and left. */
import { useState } from 'react'
import * as api from '#web/kit/api.ts'
import { Button } from '#web/kit/button.tsx'
import { Dialog } from '#web/kit/dialog.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { Empty, Pager } from '#web/kit/list.tsx'
import { Page } from '#web/kit/page.tsx'
import { Table } from '#web/kit/table.tsx'
import { usePages } from '#web/kit/use-api.ts'
import { useAccess } from '../access.ts'
import { useFormats } from '../formats.tsx'
import { CouponForm } from '../offer/coupon-form.tsx'
import { frameWords } from '../words/frame.ts'
import { offerWords } from '../words/offers.ts'

export function CouponsPage() {
  const { coupons: words, sales } = useWords(offerWords)
  const { pages } = useWords(frameWords)
  const { whyNot } = useAccess()
  const { titleOf, money, count, dateTime } = useFormats()
  const { items, ...pager } = usePages(api.getConsoleCoupons, {})
  const [isOpen, setOpen] = useState(false)
  return (
    <Page
      title={pages.coupons}
      width="wide"
      actions={
        <Button
          kind="primary"
          disabledReason={whyNot('coupons.edit')}
          onPress={() => setOpen(true)}
        >
          {words.add}
        </Button>
      }
    >
      {items.length === 0 ? (
        <Empty icon="ticket" title={words.none} />
      ) : (
        <Table
          caption={pages.coupons}
          items={items}
          keyOf={(coupon) => coupon.id}
          columns={[
            { key: 'code', title: words.code, cell: (coupon) => <code>{coupon.code}</code> },
            { key: 'title', title: words.title, cell: titleOf },
            {
              key: 'off',
              title: words.off,
              cell: (coupon) => words.offFrom(money(coupon.offFen), money(coupon.minSpendFen)),
            },
            {
              key: 'time',
              title: words.time,
              cell: (coupon) => (
                <>
                  {sales.from(dateTime(coupon.startsAt))}
                  <br />
                  {sales.until(dateTime(coupon.endsAt))}
                </>
              ),
            },
            {
              key: 'total',
              title: words.total,
              isFigure: true,
              cell: (coupon) => count(coupon.total),
            },
            { key: 'used', title: words.used, isFigure: true, cell: (one) => count(one.used) },
            { key: 'left', title: words.left, isFigure: true, cell: (one) => count(one.left) },
            {
              key: 'perMember',
              title: words.perMember,
              isFigure: true,
              cell: (coupon) => count(coupon.perMemberMax),
            },
          ]}
        />
      )}
      <Pager {...pager} />
      <Dialog title={words.add} isOpen={isOpen} onClose={() => setOpen(false)}>
        <CouponForm onDone={() => setOpen(false)} />
      </Dialog>
    </Page>
  )
}
