import { getRouteApi, useNavigate } from '@tanstack/react-router'
import * as api from '#web/kit/api.ts'
import { Button } from '#web/kit/button.tsx'
import { useDraft } from '#web/kit/draft.ts'
import { ErrorNote } from '#web/kit/error-note.tsx'
import { Choice, Select, TextArea } from '#web/kit/field.tsx'
import { count } from '#web/kit/format.ts'
import { useLanguage, useWords } from '#web/kit/i18n.ts'
import { Empty, List, Row } from '#web/kit/list.tsx'
import { Page, Section } from '#web/kit/page.tsx'
import { QuantityStepper } from '#web/kit/stepper.tsx'
import { toast } from '#web/kit/toast.tsx'
import { useAction, useApi } from '#web/kit/use-api.ts'
import type { Order } from '../order/status.tsx'
import { useTitles } from '../titles.ts'
import { afterSaleWords } from '../words/after-sale.ts'
import styles from './refund.module.css'

type Kind = Order['refunds'][number]['kind']
type Line = Order['lines'][number]
const reasons = [
  'no_reason',
  'changed_mind',
  'not_as_described',
  'damaged',
  'wrong_article',
  'missing',
  'late',
  'other',
] as const

type Request = {
  kind: Kind
  quantities: Record<number, number>
  reason: (typeof reasons)[number]
  remark: string
}

const route = getRouteApi('/orders/$orderId/refund')

export function RefundPage() {
  const words = useWords(afterSaleWords)
  const { orderId } = route.useParams()
  const order = useApi(api.getOrder, { orderId })
  const kinds = kindsFor(order)
  return (
    <Page title={words.refund.title}>
      {kinds.length === 0 ? (
        <Empty icon="parcel" title={words.refund.over} />
      ) : (
        <RefundForm order={order} kinds={kinds} />
      )}
    </Page>
  )
}

/** What was not sent is cancelled; what was sent is returned, or kept. */
const fits = (line: Line, kind: Kind) => (kind === 'cancel') === (line.shipmentId === null)

function kindsFor(order: Order): Kind[] {
  const lines = order.lines.filter((line) => leftOf(order, line) > 0)
  return (['cancel', 'return', 'money_only'] as const).filter((kind) =>
    lines.some((line) => fits(line, kind)),
  )
}

/** How many of a line neither went back nor are in a request. The server has the last word. */
function leftOf(order: Order, { lineNo, quantity, refundedQuantity }: Line): number {
  const open = order.refunds
    .filter((refund) => ['requested', 'approved', 'stuck'].includes(refund.status))
    .flatMap((refund) => refund.lines.filter((line) => line.lineNo === lineNo))
  return quantity - refundedQuantity - open.reduce((sum, line) => sum + line.quantity, 0)
}

function RefundForm({ order, kinds }: { order: Order; kinds: Kind[] }) {
  const words = useWords(afterSaleWords)
  const navigate = useNavigate()
  const orderId = order.id
  const [draft, change, clear] = useDraft<Request>(`refund ${orderId}`, {
    kind: kinds[0]!,
    quantities: {},
    reason: 'no_reason',
    remark: '',
  })
  const { quantities, reason, remark } = draft
  // What was begun before the parcel was sent may fit no more.
  const kind = kinds.includes(draft.kind) ? draft.kind : kinds[0]!
  const ask = useAction(api.postRefund, {
    refreshes: [api.getOrder, api.getOrders],
    onDone: () => {
      clear()
      toast({ text: words.refund.sent })
      return navigate({ to: '/orders/$orderId', params: { orderId }, replace: true })
    },
  })
  const offered = order.lines.filter((line) => fits(line, kind) && leftOf(order, line) > 0)
  const lines = offered.flatMap((line) => {
    const { lineNo } = line
    const quantity = Math.min(quantities[lineNo] ?? 0, leftOf(order, line))
    return quantity > 0 ? [{ lineNo, quantity }] : []
  })
  return (
    <>
      <Choice
        legend={words.refund.kind}
        name="kind"
        value={kind}
        options={kinds.map((one) => ({
          value: one,
          label: words.refund.kinds[one],
          note: words.refund.kindNotes[one],
        }))}
        onChange={(chosen) => change({ kind: chosen })}
      />
      <Section title={words.refund.what}>
        <List>
          {offered.map((line) => (
            <Row key={line.lineNo}>
              <RefundLine
                line={line}
                left={leftOf(order, line)}
                quantity={quantities[line.lineNo] ?? 0}
                onChange={(quantity) =>
                  change({ quantities: { ...quantities, [line.lineNo]: quantity } })
                }
              />
            </Row>
          ))}
        </List>
      </Section>
      <Select
        label={words.refund.reason}
        value={reason}
        options={reasons.map((value) => ({ value, label: words.reasons[value] }))}
        onChange={(chosen) => change({ reason: chosen })}
      />
      <TextArea
        label={words.refund.remark}
        value={remark}
        onChange={(text) => change({ remark: text })}
        maxLength={2_000}
        hint={words.refund.amountNote}
      />
      <ErrorNote error={ask.error} />
      <Button
        kind="primary"
        wide
        isBusy={ask.isRunning}
        disabledReason={lines.length === 0 ? words.refund.nothing : null}
        onPress={() =>
          ask.run({
            orderId,
            kind,
            reason,
            lines,
            ...(remark.trim() ? { remark: remark.trim() } : {}),
          })
        }
      >
        {words.refund.submit}
      </Button>
    </>
  )
}

function RefundLine(props: {
  line: Line
  left: number
  quantity: number
  onChange: (quantity: number) => void
}) {
  const words = useWords(afterSaleWords)
  const language = useLanguage()
  const { titleOf } = useTitles()
  const title = titleOf(props.line)
  return (
    <div className={styles['line']}>
      <span>
        <span className="clamp">{title}</span>
        <span className="soft small">{words.refund.ofBought(count(props.left, language))}</span>
      </span>
      <QuantityStepper
        label={words.refund.quantity(title)}
        value={props.quantity}
        min={0}
        max={props.left}
        onChange={props.onChange}
      />
    </div>
  )
}
