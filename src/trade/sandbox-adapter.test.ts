import { generateKeyPairSync } from 'node:crypto'
import { readdir, rm } from 'node:fs/promises'
import { readFileSync, readdirSync } from 'node:fs'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import path from 'node:path'
import assert from 'node:assert/strict'
import { addKey, openSigner, type Signer } from '#platform/key-ring.ts'
import { sealMessage } from '#platform/signed-message.ts'
import { testSandbox } from '#sandbox/for-tests.ts'
import { testDb } from '#test/db.ts'
import { type AdapterAndTwin, describePaymentAdapter } from './payment-adapter.contract.ts'
import type { SentNotice } from './payment-adapter-contract/twin.ts'
import { InstitutionUnreachable } from './payment-adapter.ts'
import { createSandboxAdapter } from './sandbox-adapter.ts'

test('a well-signed answer to another request is not believed', async () => {
  await using db = await testDb()
  await using sandbox = await testSandbox(db)
  const adapter = createSandboxAdapter({ url: sandbox.url, keysDir: sandbox.keysDir })
  sandbox.faults.nextAnswers.push('other_request')
  await assert.rejects(adapter.query(['never-seen']), InstitutionUnreachable)
  assert.deepEqual(await adapter.query(['never-seen']), [null])
})

test('a top-up puts play money in once', async () => {
  await using db = await testDb()
  await using sandbox = await testSandbox(db, { openingFen: 0 })
  const adapter = createSandboxAdapter({ url: sandbox.url, keysDir: sandbox.keysDir })
  const topUp = { number: 'gift', payer: 'payer', amountFen: 500 }
  for (let time = 0; time < 3; time++) assert.equal((await adapter.topUp(topUp)).amountFen, 500)
  assert.equal((await adapter.topUp({ ...topUp, amountFen: 501 })).reason, 'number_reused')
  const more = { ...topUp, number: 'too-much', amountFen: Number.MAX_SAFE_INTEGER }
  assert.equal((await adapter.topUp(more)).reason, 'balance_limit')
  const payBy = new Date(Date.now() + 60_000)
  const charge = { kind: 'charge', method: 'balance', payer: 'payer', subject: 'All' } as const
  const returnUrl = 'http://127.0.0.1/'
  const outcomes = await adapter.send([
    { ...charge, number: 'all', amountFen: 500, payBy, returnUrl },
    { ...charge, number: 'more', amountFen: 1, payBy, returnUrl },
  ])
  assert.deepEqual(
    outcomes.map(({ reason, status }) => reason ?? status),
    ['done', 'insufficient_balance'],
  )
})

const answerWithinMs = 2_000

describePaymentAdapter('sandbox', async (): Promise<AdapterAndTwin> => {
  const db = await testDb()
  const heard = await hearNotices()
  const sandbox = await testSandbox(db, { openingFen: 1_000_000_00, retryScale: 0.001 })
  sandbox.notify(heard.url)
  const { url, keysDir } = sandbox
  const settings = { url, keysDir, timeoutMs: answerWithinMs }
  const adapter = createSandboxAdapter(settings)
  const institutionDir = path.join(keysDir, 'institution')
  const institution = openSigner(institutionDir)

  return {
    adapter,
    twin: {
      answerWithinMs,
      nextAnswer: (fault) => void sandbox.faults.nextAnswers.push(fault),
      nextNotice: (fault) => void sandbox.faults.nextNotices.push(fault),
      givePayer: async (payer, amountFen) => {
        // The tests' own way in, since over HTTP a payer begins with the opening balance.
        await db`
          with former as (select balance_fen from sandbox.payer where payer = ${payer}),
          change as (
            insert into sandbox.payer (payer, balance_fen) values (${payer}, ${amountFen})
            on conflict (payer) do update set balance_fen = excluded.balance_fen)
          insert into sandbox.movement (number, from_account, to_account, amount_fen, at)
          select 'opening', 'world', 'payer:' || ${payer}::text,
            ${amountFen} - coalesce((select balance_fen from former), 0), now()`
      },
      pay: async (cashierUrl) => {
        const press = await fetch(cashierUrl, {
          method: 'POST',
          body: new URLSearchParams({ act: 'pay' }),
          redirect: 'manual',
        })
        assert.equal(press.status, 303)
      },
      notices: async () => {
        await sandbox.work()
        return heard.notices.splice(0)
      },
      sign: (rawBody, at) => seal(institution, rawBody, at),
      rotateKey: async () => void addKey(institutionDir, new Date()),
      forgetOldKeys: async () => {
        const { serial } = institution.current()
        for (const file of await readdir(institutionDir))
          if (!file.startsWith(serial)) await rm(path.join(institutionDir, file))
      },
      signWithUnknownKey: (rawBody, at) => {
        const { privateKey: key } = generateKeyPairSync('ed25519')
        return seal({ current: () => ({ serial: 'unknown', key }) }, rawBody, at)
      },
      secrets: () => secretsIn(keysDir),
      anotherAdapter: () => createSandboxAdapter(settings),
    },
    stop: async () => {
      await sandbox[Symbol.asyncDispose]()
      heard.stop()
      await db[Symbol.asyncDispose]()
    },
  }
})

function seal(signer: Signer, body: Buffer, at: Date): IncomingHttpHeaders {
  const { timestamp, nonce, serial, signature } = sealMessage(signer, '', body, at)
  return {
    'sandbox-timestamp': timestamp,
    'sandbox-nonce': nonce,
    'sandbox-serial': serial,
    'sandbox-signature': signature,
  }
}

/** The middle of each private key's text: its secret part. */
function secretsIn(keysDir: string): string[] {
  return ['merchant', 'institution'].flatMap((side) =>
    readdirSync(path.join(keysDir, side))
      .filter((file) => file.endsWith('.private.pem'))
      .map((file) =>
        readFileSync(path.join(keysDir, side, file), 'utf8')
          .split('\n')[1]!
          .slice(22, 60),
      ),
  )
}

/** Our side's ear: keeps every notice and says that it heard. */
async function hearNotices() {
  const notices: SentNotice[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      notices.push({ rawBody: Buffer.concat(chunks), headers: request.headers })
      response.writeHead(204).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const stop = () => void server.close()
  return { url: `http://127.0.0.1:${port}/payments/notices`, notices, stop }
}
