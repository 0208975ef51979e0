/** Many parcels at once: pasted numbers, which parcel each belongs to, what became of them. */
import { useState } from 'react'
import * as api from '#web/kit/api.ts'
import { Button } from '#web/kit/button.tsx'
import type { AnswerOf } from '#web/kit/client.ts'
import { Dialog } from '#web/kit/dialog.tsx'
import { errorText } from '#web/kit/error-words.ts'
import { Select, TextArea } from '#web/kit/field.tsx'
import { useLanguage, useWords } from '#web/kit/i18n.ts'
import { List, Row } from '#web/kit/list.tsx'
import { useAction } from '#web/kit/use-api.ts'
import { useBrands } from '../brands.ts'
import { Form } from '../form.tsx'
import { useFormats } from '../formats.tsx'
import { shortId } from '../id.tsx'
import { orderWords } from '../words/orders.ts'
import { carriers } from './carriers.ts'
import type { Carrier } from './carriers.ts'
import { matchParcels } from './match-parcels.ts'
import styles from './ship-many.module.css'

type Order = AnswerOf<typeof api.getConsoleOrders>['items'][number]
type Report = AnswerOf<typeof api.postShipments>['items']
const atOnceMax = 100

/** Stands below the list while orders are selected. */
export function ShipMany(props: {
  orders: readonly Order[]
  onSelect: (orderIds: ReadonlySet<string>) => void
}) {
  const { orders, onSelect } = props
  const { shipMany: words } = useWords(orderWords)
  const { count } = useFormats()
  const [isOpen, setOpen] = useState(false)
  const parcels = orders.flatMap((order) => order.waiting)
  // The form outlives its orders: what was shipped is gone from the list while its report is read.
  if (orders.length === 0 && !isOpen) return null
  return (
    <>
      {orders.length > 0 && (
        <section className={styles['bar']} aria-label={words.title}>
          <output>{words.selected(count(orders.length), count(parcels.length))}</output>
          <Button kind="quiet" onPress={() => onSelect(new Set())}>
            {words.clear}
          </Button>
          <Button
            kind="primary"
            icon="truck"
            disabledReason={parcels.length > atOnceMax ? words.atMost(count(atOnceMax)) : null}
            onPress={() => setOpen(true)}
          >
            {words.action}
          </Button>
        </section>
      )}
      <Dialog title={words.title} isOpen={isOpen} onClose={() => setOpen(false)}>
        <ShipForm orders={orders} onSelect={onSelect} onDone={() => setOpen(false)} />
      </Dialog>
    </>
  )
}

function ShipForm(props: {
  orders: readonly Order[]
  onSelect: (orderIds: ReadonlySet<string>) => void
  onDone: () => void
}) {
  const { shipMany: words, ship: shipWords } = useWords(orderWords)
  const { count } = useFormats()
  // As they were selected: the list is read again below the report.
  const [orders] = useState(props.orders)
  const [carrier, setCarrier] = useState<Carrier>('SF')
  const [text, setText] = useState('')
  const [report, setReport] = useState<Report | null>(null)
  const parcels = orders.flatMap(({ id, waiting }) =>
    waiting.map(({ brandId, pieces }) => ({ orderId: id, brandId, pieces })),
  )
  const { trackingNos, faults, repeated } = matchParcels(text, parcels)
  const ready = parcels.flatMap(({ orderId, brandId }, at) => {
    const trackingNo = trackingNos[at]
    return trackingNo ? [{ orderId, brandId, trackingNo }] : []
  })
  const ship = useAction(api.postShipments, {
    refreshes: [api.getConsoleOrders, api.getOrderCounts, api.getConsoleOrder, api.getToday],
    onDone: ({ items }) => {
      const gone = new Set(items.filter((one) => one.shipmentId !== null).map(parcelKey))
      const left = parcels.filter((parcel) => !gone.has(parcelKey(parcel)))
      props.onSelect(new Set(left.map((parcel) => parcel.orderId)))
      setReport(items)
    },
  })
  if (report) return <ShipReport report={report} onDone={props.onDone} />
  return (
    <Form
      action={ship}
      submit={words.submit(count(ready.length))}
      whyNot={ready.length === 0 ? words.none : null}
      onSubmit={() => ship.run({ carrier, parcels: ready })}
    >
      <Select
        label={shipWords.carrier}
        value={carrier}
        options={carriers.map((value) => ({ value, label: shipWords.carriers[value] }))}
        onChange={setCarrier}
      />
      <TextArea label={words.paste} hint={words.hint} value={text} onChange={setText} />
      {(faults.length > 0 || repeated.length > 0) && (
        <ul className={styles['faults']} aria-live="polite">
          {faults.map(({ line, why }) => (
            <li key={line}>{words.line(line, words.faults[why])}</li>
          ))}
          {repeated.map((no) => (
            <li key={no} className={styles['doubt']}>
              {words.repeated(no)}
            </li>
          ))}
        </ul>
      )}
      <Preview parcels={parcels} trackingNos={trackingNos} />
    </Form>
  )
}

const parcelKey = ({ orderId, brandId }: { orderId: string; brandId: string }) =>
  `${orderId} ${brandId}`

function Preview(props: {
  parcels: readonly { orderId: string; brandId: string; pieces: number }[]
  trackingNos: readonly (string | null)[]
}) {
  const { shipMany: words, ship: shipWords } = useWords(orderWords)
  const { count } = useFormats()
  const { brandName } = useBrands()
  return (
    <section className="stack-tight">
      <h3>{words.preview}</h3>
      <List label={words.preview}>
        {props.parcels.map((parcel, at) => (
          <Row key={parcelKey(parcel)}>
            <div className="row-apart small">
              <span>
                {shortId(parcel.orderId)}{' '}
                <span className="soft">
                  {brandName(parcel.brandId)} · {shipWords.waiting(count(parcel.pieces))}
                </span>
              </span>
              {props.trackingNos[at] ?? <span className="soft">{words.noNumber}</span>}
            </div>
          </Row>
        ))}
      </List>
    </section>
  )
}

function ShipReport({ report, onDone }: { report: Report; onDone: () => void }) {
  const { shipMany: words } = useWords(orderWords)
  const language = useLanguage()
  const { count } = useFormats()
  const refused = report.filter((one) => one.refusal !== null)
  return (
    <div className="stack">
      <output className="stack-tight">
        <p>{words.done(count(report.length - refused.length))}</p>
        {refused.length > 0 && <p>{words.refused(count(refused.length))}</p>}
      </output>
      {refused.length > 0 && (
        <List>
          {refused.map((one) => (
            <Row key={parcelKey(one)}>
              <div className="row-apart small">
                <span>{shortId(one.orderId)}</span>
                <span className={styles['why']}>{errorText(one.refusal!, language)}</span>
              </div>
            </Row>
          ))}
        </List>
      )}
      <div>
        <Button kind="primary" onPress={onDone}>
          {words.finish}
        </Button>
      </div>
    </div>
  )
}
