/** What every part of the running institution needs to know. */
import type { Clock } from '#platform/clock.ts'
import type { Db } from '#platform/db.ts'
import type { KeyRing, Signer } from '#platform/key-ring.ts'
import type { Faults } from './faults.ts'

export type Institution = {
  db: Db
  clock: Clock
  /** Our key, and the merchant's. */
  signer: Signer
  merchantKeys: KeyRing
  /** The one merchant, to whom notices are addressed. */
  merchant: string
  /** Where it wants to hear; while it has said nothing, notices wait. */
  notifyUrl: string | undefined
  publicUrl: string
  /** Whether instructions may say when they took place. */
  isReplay: boolean
  /** Play money of a new payer. */
  openingFen: number
  /** How far below zero refunds may take a receiver. */
  floorFen: number
  retryScale: number
  faults: Faults
  /** Told that something may be due now. */
  wake(): void
}
