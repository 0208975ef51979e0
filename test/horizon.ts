/** The snapshot horizon is the cluster's, so tests that run beside others have to wait for it. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Db } from '#platform/db.ts'

/** Returns when every transaction that has ended by now is below the horizon. */
export async function horizonPassed(db: Db): Promise<void> {
  const [now] = await db<{ txid: string }>`select pg_current_xact_id()::text as txid`
  for (;;) {
    const [row] = await db<{ passed: boolean }>`
      select ${now!.txid}::xid8 < pg_snapshot_xmin(pg_current_snapshot()) as passed`
    if (row!.passed) return
    await sleep(5)
  }
}
