/** The ledger's facts as a sealed log: chains in the order they became durable, with their transfers. */
import { sql } from '#platform/db.ts'
import type { SealedLog } from '#platform/seal.ts'

export const ledgerLog: SealedLog = {
  name: 'ledger',
  table: sql`ledger.chain`,
  rows: (from, upto) => sql`
    select json_build_array(chain.book, chain.id, chain.reference, chain.digest,
      extract(epoch from chain.at)::text, (
        select json_agg(json_build_array(n, kind, from_account, to_account, amount,
          extract(epoch from expires_at)::text, hold_chain, hold_n) order by n)
        from ledger.transfer where book = chain.book and chain_id = chain.id))::text as row
    from ledger.chain where txid >= ${from}::xid8 and txid < ${upto}::xid8
    order by chain.txid, chain.book collate "C", chain.id collate "C"`,
}
