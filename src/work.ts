/** The background work: what happens by itself. As many processes may do it as you like. */
import { leaveBoards } from '#boards/consumers.ts'
import { sendPushes } from '#boards/push.ts'
import { forgetPictures } from '#catalog/picture.ts'
import { forgetAnchor } from '#insight/anchor/forget.ts'
import { anchorMembers } from '#insight/anchor/run.ts'
import { orderFigures } from '#insight/order-figures.ts'
import { salesByDay } from '#insight/sales-by-day.ts'
import { foldDeltas, voidExpired } from '#ledger/jobs.ts'
import { findBreaches } from '#ledger/invariants.ts'
import { readConfig } from '#platform/config.ts'
import { consume, lagOf } from '#platform/consumers.ts'
import type { Consumer } from '#platform/consumers.ts'
import { isConnectionLoss } from '#platform/db.ts'
import { forgetAnswers } from '#platform/idempotency.ts'
import { createLog } from '#platform/log.ts'
import { consumerLag, horizonLagSeconds, jobFailures, ledgerBreaches } from '#platform/metrics.ts'
import { sealLog } from '#platform/seal.ts'
import { forgetSessions } from '#platform/sessions.ts'
import { tellSignedUp } from '#pool/facts/tell-signed-up.ts'
import { forgetFacts, forgetPiece, makeComingMonths } from '#pool/facts/months.ts'
import { forgetImports } from '#pool/import/member-import.ts'
import { workImports } from '#pool/import/work-imports.ts'
import * as journeys from '#pool/journey/come-in.ts'
import { endForClosed, endStopped, stoppedPiece } from '#pool/journey/end.ts'
import { movePiece, moveJourneys } from '#pool/journey/step.ts'
import { followFacts, followPiece } from '#pool/segment/follow-facts.ts'
import { refillByBounds } from '#pool/segment/follow-time.ts'
import { archivedPiece, emptyArchived } from '#pool/segment/segment.ts'
import { sampleSizes } from '#pool/segment/state.ts'
import { foldTally } from '#pool/attention/attention-report.ts'
import { sendDeferred } from '#pool/attention/defer.ts'
import { sendOutreachPiece } from '#pool/attention/outreach.ts'
import { sendOutside } from '#pool/attention/send-outside.ts'
import { forgetClosed } from '#pool/rights/forget-closed.ts'
import { forgetConsents } from '#pool/rights/retention.ts'
import { computeRfm } from '#pool/profile/compute-rfm.ts'
import { computeInterestTags, forgetComputed } from '#pool/profile/interest-tags.ts'
import { keepRuleTags } from '#pool/profile/tag-rule.ts'
import { sweepTags } from '#pool/profile/tags.ts'
import { forgetCodes } from '#pool/sign-in-code.ts'
import { comparePrices } from '#trade/compared-price.ts'
import { returnLeftovers } from '#trade/flash-leftovers.ts'
import { registerNewReceivers } from '#trade/receivers.ts'
import { reconcileYesterday } from '#trade/reconcile.ts'
import { onStored, queryDuePayments, sendDue } from '#trade/instruction.ts'
import { emptyCart, forgetMember } from '#trade/consumers.ts'
import { forgetOldAddresses } from '#trade/forget-addresses.ts'
import { tellPool } from '#trade/tell-pool.ts'
import { tellMembers } from '#trade/tell-members.ts'
import { followInvites, followSignIns } from '#traffic/consumers.ts'
import { rewardInvites } from '#traffic/invite-reward.ts'
import { judgeVisits } from '#traffic/judge-visits.ts'
import { forgetTraces } from '#traffic/trace.ts'
import { forgetVisits } from '#traffic/visit.ts'
import { moveDueOrders } from '#trade/timers.ts'
import { untilStopped } from '#platform/process.ts'
import { followOrders } from '#traffic/attribution/follow-orders.ts'
import { keepCredit } from '#traffic/attribution/keep-credit.ts'
import { createProgram, sealedLogs } from './services.ts'
import type { Program } from './services.ts'

type Job = {
  name: string
  everyMs: number
  /** A run that answers this number or more has left some: it is run again at once. */
  piece?: number
  run(program: Program): Promise<unknown>
}

const jobs: Job[] = [
  { name: 'move due orders', everyMs: 1_000, run: ({ db, clock }) => moveDueOrders(db, clock()) },
  {
    name: 'send instructions',
    everyMs: 1_000,
    piece: 500,
    run: ({ db, services, clock, log }) => sendDue(db, services.payments, clock(), log),
  },
  {
    name: 'ask about payments',
    everyMs: 2_000,
    piece: 500,
    run: ({ db, services, clock }) => queryDuePayments(db, services.payments, clock()),
  },
  {
    name: 'void expired holds',
    everyMs: 1_000,
    piece: 500,
    run: ({ db, clock }) => voidExpired(db, clock()),
  },
  { name: 'fold balances', everyMs: 2_000, piece: 20_000, run: ({ db }) => foldDeltas(db) },
  { name: 'compare prices', everyMs: 1_000, run: ({ db, clock }) => comparePrices(db, clock()) },
  { name: 'end flash sales', everyMs: 2_000, run: ({ db, clock }) => returnLeftovers(db, clock()) },
  { name: 'seal logs', everyMs: 5_000, run: seal },
  { name: 'forget answers', everyMs: 60_000, run: ({ db, clock }) => forgetAnswers(db, clock()) },
  { name: 'forget sessions', everyMs: 60_000, run: ({ db, clock }) => forgetSessions(db, clock()) },
  {
    name: 'forget closed accounts',
    everyMs: 10_000,
    run: ({ db, clock }) => forgetClosed(db, clock()),
  },
  {
    name: 'forget consents',
    everyMs: 3_600_000,
    run: ({ db, clock }) => forgetConsents(db, clock()),
  },
  {
    name: 'forget order addresses',
    everyMs: 3_600_000,
    run: ({ db, clock }) => forgetOldAddresses(db, clock()),
  },
  { name: 'forget codes', everyMs: 60_000, run: ({ db, clock }) => forgetCodes(db, clock()) },
  {
    name: 'forget pictures',
    everyMs: 600_000,
    run: ({ db, clock }) => forgetPictures(db, clock()),
  },
  {
    name: 'register receivers',
    everyMs: 10_000,
    run: ({ db, services }) => registerNewReceivers(db, services.payments),
  },
  {
    name: 'reconcile yesterday',
    everyMs: 600_000,
    run: ({ db, services, clock }) => reconcileYesterday(db, services.payments, clock()),
  },
  {
    name: 'sweep tags',
    everyMs: 10_000,
    piece: 5_000,
    run: ({ db, clock }) => db.begin((tx) => sweepTags(tx, clock())),
  },
  {
    name: 'keep rule tags',
    everyMs: 10_000,
    piece: 2_000,
    run: ({ db, clock }) => keepRuleTags(db, clock()),
  },
  {
    name: 'compute interests',
    everyMs: 3_600_000,
    run: ({ db, clock }) => computeInterestTags(db, clock()),
  },
  { name: 'compute value', everyMs: 60_000, run: ({ db, clock }) => computeRfm(db, clock()) },
  {
    name: 'make months',
    everyMs: 3_600_000,
    run: ({ db, clock }) => makeComingMonths(db, clock()),
  },
  {
    name: 'forget facts',
    everyMs: 3_600_000,
    piece: forgetPiece,
    run: ({ db, clock }) => forgetFacts(db, clock()),
  },
  {
    name: 'import members',
    everyMs: 1_000,
    piece: 1,
    run: ({ db, services, clock }) => workImports(db, services.vault, clock),
  },
  {
    name: 'forget imports',
    everyMs: 600_000,
    run: ({ db, clock }) => forgetImports(db, clock()),
  },
  { name: 'keep credit', everyMs: 1_000, piece: 1, run: ({ db }) => keepCredit(db) },
  {
    name: 'follow facts',
    everyMs: 300, // segments are current within a second; fewer and larger pieces cost less
    piece: followPiece,
    run: ({ db, clock }) => followFacts(db, clock()),
  },
  {
    name: 'follow facts for journeys',
    everyMs: 1_000,
    piece: journeys.factsPiece,
    run: ({ db, clock }) => journeys.followForJourneys(db, clock()),
  },
  {
    name: 'move journeys',
    everyMs: 1_000,
    piece: movePiece,
    run: ({ db, services, clock }) => moveJourneys(db, services, clock()),
  },
  {
    name: 'fill journeys',
    everyMs: 2_000,
    piece: journeys.fillPiece,
    run: ({ db, clock }) => journeys.fillJourneys(db, clock()),
  },
  {
    name: 'birthdays',
    everyMs: 600_000,
    run: ({ db, clock }) => journeys.enterByBirthday(db, clock()),
  },
  {
    name: 'send for boards',
    everyMs: 1_000,
    piece: 1,
    run: ({ db, services, clock }) => sendPushes(db, services.sends, clock()),
  },
  {
    name: 'end stopped journeys',
    everyMs: 5_000,
    piece: stoppedPiece,
    run: ({ db, clock }) => endStopped(db, clock()),
  },
  {
    name: 'empty archived segments',
    everyMs: 10_000,
    piece: archivedPiece,
    run: ({ db }) => emptyArchived(db),
  },
  { name: 'fill by new fifths', everyMs: 60_000, run: ({ db }) => refillByBounds(db) },
  {
    name: 'note sizes of segments',
    everyMs: 3_600_000,
    run: ({ db, clock }) => sampleSizes(db, null, clock()),
  },
  {
    name: 'judge visits',
    everyMs: 15_000,
    piece: 4,
    run: ({ db, clock }) => judgeVisits(db, clock()),
  },
  {
    name: 'reward invitations',
    everyMs: 60_000,
    piece: 100,
    run: ({ db, clock }) => rewardInvites(db, clock()),
  },
  {
    name: 'forget traces of visits',
    everyMs: 600_000,
    piece: 5_000,
    run: ({ db, clock }) => forgetTraces(db, clock()),
  },
  {
    name: 'forget visits',
    everyMs: 600_000,
    piece: 5_000,
    run: ({ db, clock }) => forgetVisits(db, clock()),
  },
  {
    name: 'send outreaches',
    everyMs: 1_000,
    piece: 1,
    run: ({ db, services, clock }) => sendOutreachPiece(db, services.sends, clock()),
  },
  {
    name: 'send what waited',
    everyMs: 5_000,
    piece: 500,
    run: ({ db, services, clock }) => sendDeferred(db, services.sends, clock()),
  },
  {
    name: 'send outside',
    everyMs: 1_000,
    piece: 100,
    run: ({ db, services: { vault, outsideSenders: senders, shopUrl }, clock, log }) =>
      sendOutside({ db, vault, senders, shopUrl, now: clock(), log }),
  },
  { name: 'fold the tally', everyMs: 600_000, run: ({ db, clock }) => foldTally(db, clock()) },
  {
    name: 'anchor members',
    everyMs: 60_000,
    piece: 1,
    run: ({ db, clock }) => anchorMembers(db, clock()),
  },
  { name: 'watch the outbox', everyMs: 5_000, run: watchHorizon },
  { name: 'check the ledger', everyMs: 300_000, run: checkLedger },
]

/** Who reads the events. */
export const consumers: Consumer[] = [
  emptyCart,
  forgetComputed,
  forgetMember,
  tellMembers,
  followSignIns,
  followInvites,
  tellSignedUp,
  journeys.enterBySegment,
  endForClosed,
  leaveBoards,
  tellPool,
  salesByDay,
  orderFigures,
  followOrders,
  forgetAnchor,
]

/** What a member waits to see; the others may take more at once, which costs less. */
const urgent = [emptyCart, tellMembers]

const consuming: Job[] = consumers.map((consumer) => ({
  name: `consume ${consumer.name}`,
  everyMs: urgent.includes(consumer) ? 500 : 1_500,
  piece: 500,
  run: ({ db, clock }) => consume(db, consumer, clock()),
}))

/** Starts all jobs; `stop` lets the running ones finish. */
export function startWork(program: Program): { stop(): Promise<void> } {
  const loops = [...jobs, ...consuming].map((job) => startLoop(job, program))
  const sender = loops[jobs.findIndex((job) => job.name === 'send instructions')]!
  const forget = onStored(() => sender.wake())
  return {
    async stop() {
      forget()
      await Promise.all(loops.map((loop) => loop.stop()))
    },
  }
}

function startLoop(job: Job, program: Program) {
  let stopped = false
  let running = Promise.resolve()
  let woken = false
  let timer: NodeJS.Timeout
  const plan = (waitMs: number) => {
    timer = setTimeout(() => {
      running = turn()
    }, waitMs)
  }
  async function turn() {
    woken = false
    let more = false
    try {
      more = Number(await job.run(program)) >= (job.piece ?? Infinity)
    } catch (error) {
      jobFailures.inc({ job: job.name })
      const level = isConnectionLoss(error) ? 'warn' : 'error'
      program.log[level]({ err: error, job: job.name }, 'a job failed and will be tried again')
    }
    if (!stopped) plan(woken || more ? 0 : job.everyMs)
  }
  plan(Math.random() * Math.min(job.everyMs, 1_000))
  return {
    wake() {
      woken = true
      clearTimeout(timer)
      running = running.then(() => {
        clearTimeout(timer)
        if (!stopped && woken) return turn()
      })
    },
    async stop() {
      stopped = true
      clearTimeout(timer)
      await running
    },
  }
}

async function seal({ db, clock, log }: Program): Promise<void> {
  for (const sealed of sealedLogs)
    for (let made = await sealLog(db, sealed, clock()); made;) {
      // The anchor outside the database: a tail that is cut off is missed here.
      log.info({ log: sealed.name, seq: made.seq, hash: made.hash.toString('base64') }, 'sealed')
      made = await sealLog(db, sealed, clock())
    }
}

async function watchHorizon({ db }: Program): Promise<void> {
  const [oldest] = await db<{ seconds: number }>`
    select coalesce(extract(epoch from max(now() - xact_start)), 0)::float8 as seconds
    from pg_stat_activity where backend_xid is not null`
  horizonLagSeconds.set(oldest!.seconds)
  for (const { name } of consumers)
    consumerLag.set({ consumer: name }, (await lagOf(db, name)).waiting)
}

async function checkLedger({ db, log }: Program): Promise<void> {
  const breaches = await findBreaches(db)
  ledgerBreaches.set(breaches.length)
  if (breaches.length > 0) log.error({ breaches }, 'THE LEDGER IS BROKEN')
}

if (import.meta.main)
  await untilStopped('work', async () => {
    const config = readConfig(process.env)
    const program = createProgram(config, createLog(config.logLevel, 'work'))
    const work = startWork(program)
    return async () => {
      await work.stop()
      await program.close()
    }
  })
