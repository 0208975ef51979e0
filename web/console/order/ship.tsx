import { useState } from 'react'
import * as api from '#web/kit/api.ts'
import { Badge } from '#web/kit/badge.tsx'
import { Select, TextField } from '#web/kit/field.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { Empty, List, Row } from '#web/kit/list.tsx'
import { Section } from '#web/kit/page.tsx'
import { toast } from '#web/kit/toast.tsx'
import { useAction } from '#web/kit/use-api.ts'
import { useAccess } from '../access.ts'
import { useBrands } from '../brands.ts'
import { Form } from '../form.tsx'
import { useFormats } from '../formats.tsx'
import type { Order } from '../states.tsx'
import { wordFor } from '../states.tsx'
import tools from '../tools.module.css'
import { orderWords } from '../words/orders.ts'
import { stateWords } from '../words/states.ts'
import { carriers } from './carriers.ts'
import type { Carrier } from './carriers.ts'

/** The parcels of an order, and a form for each brand that has something left to send. */
export function Parcels({ order }: { order: Order }) {
  const words = useWords(orderWords)
  const states = useWords(stateWords)
  const { dateTime } = useFormats()
  const { brandName } = useBrands()
  const waiting = waitingByBrand(order)
  return (
    <Section title={words.ship.shipments}>
      {order.shipments.length === 0 && waiting.size === 0 && (
        <Empty title={order.status === 'placed' ? words.ship.notPaid : words.ship.noShipments} />
      )}
      {order.shipments.length > 0 && (
        <List label={words.ship.shipments}>
          {order.shipments.map((parcel) => (
            <Row key={parcel.id}>
              <div className="row-apart">
                <span>
                  {brandName(parcel.brandId)} · {wordFor(words.ship.carriers, parcel.carrier)}{' '}
                  {parcel.trackingNo}
                </span>
                <Badge tone={parcel.status === 'received' ? 'safe' : 'plain'}>
                  {states.shipment[parcel.status]}
                </Badge>
              </div>
              <p className="soft small">
                {words.ship.shippedAt(dateTime(parcel.shippedAt))}
                {parcel.receivedAt && ` · ${words.ship.receivedAt(dateTime(parcel.receivedAt))}`}
              </p>
            </Row>
          ))}
        </List>
      )}
      {[...waiting].map(([brandId, pieces]) => (
        <ShipForm key={brandId} orderId={order.id} brandId={brandId} pieces={pieces} />
      ))}
    </Section>
  )
}

/** Pieces that were neither sent nor refunded, by brand. Only a paid order waits for anything. */
function waitingByBrand(order: Order): Map<string, number> {
  const waiting = new Map<string, number>()
  if (order.status !== 'paid') return waiting
  for (const { brandId, shipmentId, quantity, refundedQuantity } of order.lines) {
    const left = quantity - refundedQuantity
    if (shipmentId === null && left > 0) waiting.set(brandId, (waiting.get(brandId) ?? 0) + left)
  }
  return waiting
}

function ShipForm(props: { orderId: string; brandId: string; pieces: number }) {
  const { orderId, brandId, pieces } = props
  const words = useWords(orderWords)
  const { whyNot } = useAccess()
  const { count } = useFormats()
  const { brandName } = useBrands()
  const [carrier, setCarrier] = useState<Carrier>('SF')
  const [trackingNo, setTrackingNo] = useState('')
  const ship = useAction(api.postShipment, {
    refreshes: [api.getConsoleOrder, api.getConsoleOrders],
    onDone: () => toast({ text: words.ship.done }),
  })
  const name = brandName(brandId)
  return (
    <section className="card stack" aria-label={`${words.ship.title} ${name}`}>
      <div className="row-apart">
        <h3>
          {words.ship.title} · {name}
        </h3>
        <Badge tone="accent">{words.ship.waiting(count(pieces))}</Badge>
      </div>
      <Form
        action={ship}
        submit={words.ship.submit}
        whyNot={whyNot('orders.ship') ?? (trackingNo.trim() === '' ? words.ship.needNumber : null)}
        onSubmit={() => ship.run({ orderId, brandId, carrier, trackingNo })}
      >
        <div className={tools['fields']}>
          <Select
            label={words.ship.carrier}
            value={carrier}
            options={carriers.map((value) => ({ value, label: words.ship.carriers[value] }))}
            onChange={setCarrier}
          />
          <TextField
            label={words.ship.trackingNo}
            maxLength={40}
            isRequired
            value={trackingNo}
            onChange={setTrackingNo}
          />
        </div>
      </Form>
    </section>
  )
}
