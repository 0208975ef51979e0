/** What every adapter for text messages and e-mail has to keep, whatever institution is behind it. */
import assert from 'node:assert/strict'
import { randomUUIDv7 } from 'node:crypto'
import { test } from 'node:test'
import type { OutsideMessage, OutsideSender } from './outside-sender.ts'

export type Tried = {
  channel: 'sms' | 'email'
  make(): Promise<{
    sender: OutsideSender
    /** Everything it wrote to logs so far. */
    logged(): string
  }>
}

const addresses = {
  sms: { good: '+8613800138000', bad: ['', '13800138000', '+86', 'ming@example.com'] },
  email: { good: 'ming@example.com', bad: ['', 'ming', '@example.com', '+8613800138000'] },
}

const aMessage = (to: string): OutsideMessage => ({
  key: randomUUIDv7(),
  to,
  sender: 'The teashop',
  title: 'A title of its own',
  body: 'Some words',
  url: 'https://shop.example/products',
  unsubscribeUrl: 'https://shop.example/unsubscribe#a-token-that-opens',
})

export function testOutsideSender(name: string, { channel, make }: Tried): void {
  const { good, bad } = addresses[channel]

  test(`${name}: a message to an address is sent, fifty at once are`, async () => {
    const { sender } = await make()
    const messages = Array.from({ length: 50 }, () => aMessage(good))
    const answers = await Promise.all(messages.map((one) => sender.send(one)))
    assert.deepEqual(new Set(answers), new Set(['sent']))
  })

  test(`${name}: what is no address of its kind fails for good and is no exception`, async () => {
    const { sender } = await make()
    for (const to of bad) assert.equal(await sender.send(aMessage(to)), 'failed', to)
  })

  test(`${name}: its logs have neither the address nor the words nor the link that ends it`, async () => {
    const { sender, logged } = await make()
    for (const to of [good, ...bad]) await sender.send(aMessage(to))
    for (const secret of [good, 'A title', 'Some words', 'a-token-that-opens'])
      assert.ok(!logged().includes(secret), secret)
  })
}
