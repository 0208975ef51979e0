/** Puts together what handlers and background work need: one set for each process. */
import { boardsData } from '#boards/member-data.ts'
import { findTopics } from '#catalog/topics.ts'
import { insightData } from '#insight/member-data.ts'
import { ledgerLog } from '#ledger/seal.ts'
import { auditLog } from '#platform/audit.ts'
import { systemClock } from '#platform/clock.ts'
import type { Clock } from '#platform/clock.ts'
import { WrongConfig } from '#platform/config.ts'
import type { Config } from '#platform/config.ts'
import { connect } from '#platform/db.ts'
import type { Db } from '#platform/db.ts'
import { followChanges } from '#platform/live.ts'
import type { Log } from '#platform/log.ts'
import { batchSize } from '#platform/metrics.ts'
import type { Services } from '#platform/route.ts'
import type { SealedLog } from '#platform/seal.ts'
import { createVault } from '#platform/vault.ts'
import { createConsoleSender } from '#pool/code-sender.ts'
import { createFactIntake } from '#pool/facts/intake.ts'
import { createConsoleSenders } from '#pool/attention/outside-sender.ts'
import { createSends } from '#pool/attention/send.ts'
import { journeysData } from '#pool/journey/member-data.ts'
import { poolData } from '#pool/rights/pool-data.ts'
import { couponState } from '#trade/coupon-state.ts'
import { createCharges } from '#trade/charge.ts'
import { instructionLog, paymentLog } from '#trade/instruction.ts'
import { tradeData } from '#trade/member-data.ts'
import type { PaymentAdapter } from '#trade/payment-adapter.ts'
import { createPlaceOrders } from '#trade/place.ts'
import { createSandboxAdapter } from '#trade/sandbox-adapter.ts'
import { trafficData } from '#traffic/member-data.ts'
import { policy, rolesWithTotp } from './policy.ts'

/** All logs whose rows are sealed against later changes. */
export const sealedLogs: SealedLog[] = [auditLog, ledgerLog, paymentLog, instructionLog]

export type Program = {
  config: Config
  db: Db
  services: Services
  clock: Clock
  log: Log
  /** Finishes what was begun, then lets go of the database. */
  close(): Promise<void>
}

export function createProgram(config: Config, log: Log, clock: Clock = systemClock): Program {
  const db = connect(config.databaseUrl, {
    connectionsMax: config.dbConnections,
    statementTimeoutMs: config.dbStatementTimeoutMs,
  })
  const payments = openPayments(config, clock)
  const placeOrders = createPlaceOrders(db, (size) =>
    batchSize.observe({ batcher: 'place_orders' }, size),
  )
  const charges = createCharges(db, payments, clock, (size) =>
    batchSize.observe({ batcher: 'charges' }, size),
  )
  const factIntake = createFactIntake(db, {
    findTopics: (productIds) => findTopics(db, productIds),
    onBatch: (size) => batchSize.observe({ batcher: 'facts' }, size),
  })
  const vault = createVault(config.secret)
  const sends = createSends(db, vault, (size) => batchSize.observe({ batcher: 'sends' }, size))
  const changes = followChanges(db, topicsOf)
  const services: Services = {
    config,
    vault,
    codeSender: createConsoleSender(),
    payments,
    placeOrders,
    charges,
    sends,
    journeyMeans: { couponState },
    outsideSenders: createConsoleSenders(),
    factIntake,
    changes,
    sealedLogs,
    policy,
    rolesWithTotp,
    dataOf: [poolData, journeysData, boardsData, tradeData, trafficData, insightData],
    shopUrl: config.publicUrl ?? `http://${config.host}:${config.port}`,
  }
  return {
    config,
    db,
    services,
    clock,
    log,
    async close() {
      await changes.stop()
      await placeOrders.drain()
      await charges.drain()
      await sends.drain()
      await factIntake.drain()
      await db.end()
    },
  }
}

/** Whom an event concerns: the watchers of its order, and those of all orders. */
function topicsOf(payload: Record<string, unknown>): string[] {
  const { orderId } = payload
  return typeof orderId === 'string' ? [`order:${orderId}`, 'orders'] : []
}

function openPayments({ sandboxUrl, sandboxKeysDir }: Config, clock: Clock): PaymentAdapter {
  if (!sandboxUrl || !sandboxKeysDir)
    throw new WrongConfig('wrong configuration: SANDBOX_URL and SANDBOX_KEYS_DIR: are missing')
  try {
    return createSandboxAdapter({ url: sandboxUrl, keysDir: sandboxKeysDir, clock })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (!code) throw error
    throw new WrongConfig(`wrong configuration: SANDBOX_KEYS_DIR: ${code}`, { cause: error })
  }
}
