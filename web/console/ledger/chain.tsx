import { useState } from 'react'
import type * as api from '#web/kit/api.ts'
import { Badge } from '#web/kit/badge.tsx'
import type { Tone } from '#web/kit/badge.tsx'
import { Button } from '#web/kit/button.tsx'
import type { AnswerOf } from '#web/kit/client.ts'
import { useWords } from '#web/kit/i18n.ts'
import { Moment, useFormats } from '../formats.tsx'
import { WholeId } from '../id.tsx'
import { wordFor } from '../states.tsx'
import { ledgerWords } from '../words/ledger.ts'
import { accountParts, chainKind } from './account-id.ts'
import { AccountName, useUnitAmount } from './account-name.tsx'
import styles from './chain.module.css'

export type Chain = AnswerOf<typeof api.getLedgerChains>['items'][number]
type Transfer = Chain['transfers'][number]

/** Chains in the order they took place: each some moves that happened together or not at all. */
export function Chains({ chains, label }: { chains: readonly Chain[]; label: string }) {
  return (
    <ol className={styles['chains']} aria-label={label}>
      {chains.map((chain) => (
        <li key={chain.id} className={styles['chain']}>
          <ChainHead chain={chain} />
          <Transfers transfers={chain.transfers} />
        </li>
      ))}
    </ol>
  )
}

function ChainHead({ chain }: { chain: Chain }) {
  const words = useWords(ledgerWords)
  return (
    <div className="row-apart">
      <h3>{wordFor(words.chains, chainKind(chain.id))}</h3>
      <span className="soft small">
        <Moment at={chain.at} />
      </span>
      <span className={`soft small ${styles['id']}`}>
        <WholeId id={chain.id} />
      </span>
    </div>
  )
}

const shownFirst = 8

/** An order of many lines moves many goods: the first of them, and the rest when asked for. */
function Transfers({ transfers }: { transfers: Transfer[] }) {
  const words = useWords(ledgerWords)
  const [showsAll, setShowsAll] = useState(transfers.length <= shownFirst + 2)
  const shown = showsAll ? transfers : transfers.slice(0, shownFirst)
  return (
    <>
      <ul className={styles['transfers']}>
        {shown.map((transfer) => (
          <TransferRow key={transfer.n} transfer={transfer} />
        ))}
      </ul>
      {!showsAll && (
        <Button small onPress={() => setShowsAll(true)}>
          {words.showAll(transfers.length)}
        </Button>
      )}
    </>
  )
}

const tones: Record<Transfer['kind'], Tone> = {
  post: 'safe',
  hold: 'warn',
  post_hold: 'safe',
  void_hold: 'plain',
}

function TransferRow({ transfer }: { transfer: Transfer }) {
  const words = useWords(ledgerWords)
  const amountOf = useUnitAmount()
  const { from, to, amount, kind, hold } = transfer
  const { unit } = accountParts(from)
  return (
    <li className={styles['transfer']}>
      <Badge tone={tones[kind]}>{words.kinds[kind]}</Badge>
      <span className={styles['way']}>
        <span className="spoken">{words.from}</span>
        <AccountName id={from} showsUnit={unit !== 'CNY'} />
        <span aria-hidden="true">→</span>
        <span className="spoken">{words.to}</span>
        <AccountName id={to} />
      </span>
      <span className={styles['amount']}>{amountOf(unit, amount)}</span>
      {hold && <HoldState hold={hold} unit={unit} amount={amount} />}
    </li>
  )
}

type Hold = NonNullable<Transfer['hold']>
const holdTones: Record<Hold['state'], Tone> = {
  open: 'warn',
  expired: 'plain',
  posted: 'safe',
  voided: 'plain',
}

/** What became of a hold: still open and until when, posted (in part), or freed. */
function HoldState({ hold, unit, amount }: { hold: Hold; unit: string; amount: number }) {
  const words = useWords(ledgerWords)
  const { dateTime } = useFormats()
  const amountOf = useUnitAmount()
  const isPart = hold.state === 'posted' && hold.postedAmount < amount
  return (
    <span className={styles['hold']}>
      <Badge tone={holdTones[hold.state]}>{words.holds[hold.state]}</Badge>{' '}
      <span className="soft small">
        {hold.state === 'open' && hold.expiresAt && words.until(dateTime(hold.expiresAt))}
        {isPart && words.postedPart(amountOf(unit, hold.postedAmount))}
      </span>
    </span>
  )
}
