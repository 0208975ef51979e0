import * as api from '#web/kit/api.ts'
import { Button } from '#web/kit/button.tsx'
import type { AnswerOf } from '#web/kit/client.ts'
import { ErrorNote } from '#web/kit/error-note.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { Section } from '#web/kit/page.tsx'
import { useAction } from '#web/kit/use-api.ts'
import { useState } from 'react'
import { useAccess } from '../access.ts'
import { useFormats } from '../formats.tsx'
import { orderWords } from '../words/orders.ts'

type Reading = AnswerOf<typeof api.postOrderAddressReading>

/** Where the order goes. Nobody sees it without saying so, and that is recorded. */
export function Address({ orderId }: { orderId: string }) {
  const words = useWords(orderWords)
  const { whyNot } = useAccess()
  const { dateTime } = useFormats()
  const [reading, setReading] = useState<Reading | null>(null)
  const read = useAction(api.postOrderAddressReading, { onDone: setReading })
  return (
    <Section title={words.address.title}>
      <div className="card stack-tight">
        {reading ? (
          <>
            <AddressText address={reading.address} />
            <p className="soft small">{words.address.readAt(dateTime(reading.readAt))}</p>
          </>
        ) : (
          <>
            <p className="soft small">{words.address.hidden}</p>
            <div>
              <Button
                isBusy={read.isRunning}
                disabledReason={whyNot('orders.ship')}
                onPress={() => read.run({ orderId })}
              >
                {words.address.read}
              </Button>
            </div>
          </>
        )}
        <ErrorNote error={read.error} />
      </div>
    </Section>
  )
}

function AddressText({ address }: { address: Reading['address'] }) {
  const words = useWords(orderWords)
  if (!address) return <p>{words.address.erased}</p>
  const { name, phone, province, city, district, street } = address
  const parts = [province, city === province ? '' : city, district, street]
  return (
    <address>
      {name} {phone}
      <br />
      {parts.filter((part) => part !== '').join(' ')}
    </address>
  )
}
