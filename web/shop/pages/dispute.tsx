import { getRouteApi, useNavigate } from '@tanstack/react-router'
import * as api from '#web/kit/api.ts'
import { Button } from '#web/kit/button.tsx'
import { useDraft } from '#web/kit/draft.ts'
import { ErrorNote } from '#web/kit/error-note.tsx'
import { Select, TextArea } from '#web/kit/field.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { Page } from '#web/kit/page.tsx'
import { toast } from '#web/kit/toast.tsx'
import { useAction } from '#web/kit/use-api.ts'
import { afterSaleWords } from '../words/after-sale.ts'

const reasons = [
  'not_received',
  'not_as_described',
  'damaged',
  'wrong_article',
  'refund_refused',
  'other',
] as const

type Complaint = { reason: (typeof reasons)[number]; remark: string }
const blank: Complaint = { reason: 'not_received', remark: '' }

const route = getRouteApi('/orders/$orderId/dispute')

export function DisputePage() {
  const words = useWords(afterSaleWords)
  const navigate = useNavigate()
  const { orderId } = route.useParams()
  const [{ reason, remark }, change, clear] = useDraft<Complaint>(`dispute ${orderId}`, blank)
  const open = useAction(api.postDispute, {
    refreshes: [api.getOrder, api.getOrders],
    onDone: () => {
      clear()
      toast({ text: words.dispute.sent })
      return navigate({ to: '/orders/$orderId', params: { orderId }, replace: true })
    },
  })
  return (
    <Page title={words.dispute.title}>
      <p>{words.dispute.hint}</p>
      <Select
        label={words.dispute.reason}
        value={reason}
        options={reasons.map((value) => ({ value, label: words.dispute.reasons[value] }))}
        onChange={(chosen) => change({ reason: chosen })}
      />
      <TextArea
        label={words.dispute.remark}
        value={remark}
        onChange={(text) => change({ remark: text })}
        maxLength={2_000}
        isRequired
      />
      <ErrorNote error={open.error} />
      <Button
        kind="primary"
        wide
        isBusy={open.isRunning}
        disabledReason={remark.trim() ? null : words.dispute.needRemark}
        onPress={() => open.run({ orderId, reason, remark: remark.trim() })}
      >
        {words.dispute.submit}
      </Button>
    </Page>
  )
}
