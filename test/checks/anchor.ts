/**
 * check:anchor: how well the attachment index tells who buys again within ninety days, on months of the
 * demo shop's history that it has not seen, beside plain recency and plain RFM in the same run.
 *
 *   npm run -s check:anchor [-- --data DIR [--data DIR]] [--cut-off YYYY-MM-DD]
 *
 * DIR holds a `transactions.csv.gz` with the columns of demo/data; several are read one after the other,
 * as the months of one shop. The cut-off is the last day but
 * ninety, unless another is given: everything is learned from before it, and the ninety days after it
 * are only counted. Buyers are known customers with a purchase of goods by then; a cancellation is money
 * that went back. Nothing of the days after the cut-off is looked at before it is predicted.
 */
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { addDays, dayOf, dayStart, instantOf } from '#demo/calendar.ts'
import { isCancellation, whySetAside } from '#demo/classify.ts'
import { readHistory } from '#demo/history.ts'
import { baselines, chancesBy } from '#insight/anchor/baselines.ts'
import { features } from '#insight/anchor/features.ts'
import type { Purchases } from '#insight/anchor/features.ts'
import { predict } from '#insight/anchor/logistic.ts'
import { aucOf, bootstrap, brierOf, calibrationErrorOf, tenthsOf } from '#insight/anchor/measure.ts'
import type { Told } from '#insight/anchor/measure.ts'
import { cutOffsBefore, examplesAt, horizonDays, trainAnchor } from '#insight/anchor/train.ts'

const { values } = parseArgs({
  options: { data: { type: 'string', multiple: true }, 'cut-off': { type: 'string' } },
})
const draws = { draws: 1_000, seed: 20_110_603 }

const all = await readPurchases(values.data ?? [])
const lastAt = new Date(Math.max(...all.flatMap(({ paid }) => paid.map(({ at }) => at.getTime()))))
const lastDay = dayOf(lastAt)
const cutOffDay = values['cut-off'] ?? addDays(lastDay, -(horizonDays - 1))
const cutOff = dayStart(cutOffDay)
if (addDays(cutOffDay, horizonDays - 1) > lastDay) console.log('the ninety days are not all there')

const learnedAt = cutOffsBefore(all, cutOff)
const model = trainAnchor(all, cutOff)
if (!model) {
  console.log(`MISSED: there is too little before ${cutOffDay} to learn from`)
  process.exit(1)
}
const heldBack = examplesAt(all, cutOff)
const back = heldBack.filter(({ isTrue }) => isTrue).length
const until = addDays(cutOffDay, horizonDays - 1)
console.log(
  `learned at ${learnedAt.map(dayOf).toReversed().join(', ')}\n` +
    `held back: ${cutOffDay} to ${until}; ${heldBack.length} buyers by then, ${back} bought again`,
)
console.log('')
for (const [j, feature] of features.entries())
  console.log(`${feature.padEnd(12)} ${model.weights[j]!.toFixed(4).padStart(8)} in standard units`)

const outcomes = heldBack.map(({ isTrue }) => isTrue)
const told = (chances: number[]): Told[] =>
  chances.map((chance, i) => ({ chance, isTrue: outcomes[i]! }))
const index = told(heldBack.map(({ row }) => predict(model, row)))
const others = Object.entries(baselines).map(([name, columnsOf]) => ({
  name,
  told: told(chancesBy(columnsOf, all, { learnedAt, cutOff })),
}))

console.log('')
console.log(['', 'AUC', 'Brier', 'calibration error'].map((word) => word.padStart(18)).join(''))
for (const { name, told: by } of [{ name: 'index', told: index }, ...others]) {
  const figures = [aucOf(by)!, brierOf(by), calibrationErrorOf(by)]
  console.log(name.padStart(18) + figures.map((one) => one.toFixed(4).padStart(18)).join(''))
}
console.log('')
console.log('tenths by the index: people, told, bought again')
for (const bin of tenthsOf(index))
  console.log(`${String(bin.count).padStart(6)} ${bin.told.toFixed(4)} ${bin.happened.toFixed(4)}`)

const pick = (by: Told[], drawn: number[]) => aucOf(drawn.map((i) => by[i]!))
const own = bootstrap(index.length, (drawn) => pick(index, drawn), draws)!
console.log('')
console.log(`AUC of the index: 95 of 100 draws between ${range(own)}`)
const gains = others.map(({ name, told: by }) => {
  const gain = aucOf(index)! - aucOf(by)!
  const interval = bootstrap(
    index.length,
    (drawn) => {
      const [mine, theirs] = [pick(index, drawn), pick(by, drawn)]
      return mine === null || theirs === null ? null : mine - theirs
    },
    draws,
  )!
  console.log(`better than ${name} by ${gain.toFixed(4)}, between ${range(interval)}`)
  return { name, told: by, interval }
})

const rateOf = (examples: { isTrue: boolean }[]) =>
  examples.filter(({ isTrue }) => isTrue).length / examples.length
const learnedRate = rateOf(learnedAt.flatMap((day) => examplesAt(all, day)))
console.log(
  `of those learned from ${percent(learnedRate)} bought again, of those held back ` +
    `${percent(rateOf(heldBack))}: no way of telling knows that beforehand, and each is as far off ` +
    'as its calibration error says',
)

const plain = gains.filter(({ name }) => name === 'recency' || name === 'rfm')
const isBetter =
  plain.every(({ interval }) => interval.from > 0) &&
  plain.every(({ told: by }) => brierOf(index) < brierOf(by))
const beside = (figureOf: (by: Told[]) => number) =>
  `${figureOf(index).toFixed(4)} (` +
  `${plain.map(({ name, told: by }) => `${name} ${figureOf(by).toFixed(4)}`).join(', ')})`
console.log(
  `${isBetter ? 'holds' : 'MISSED'}: AUC ${beside((by) => aucOf(by)!)} on ${heldBack.length} buyers ` +
    `held back from ${cutOffDay} on, ${plain
      .map(({ name, interval }) => `above ${name} by at least ${interval.from.toFixed(4)}`)
      .join(' and ')} in 95 of 100 draws; Brier ${beside(brierOf)}; ` +
    `calibration error ${beside(calibrationErrorOf)}`,
)
process.exitCode = isBetter ? 0 : 1

async function readPurchases(folders: string[]): Promise<Purchases[]> {
  const wanted = folders.map((folder) => pathToFileURL(`${path.resolve(folder)}/`))
  const months = await Promise.all(
    wanted.length > 0 ? wanted.map((folder) => readHistory(folder)) : [readHistory()],
  )
  const lines = months.flat()
  const known = new Map<string, Purchases & { orders: Map<string, Purchases['paid'][number]> }>()
  for (const line of lines) {
    const { customerNo, unitPriceFen, quantity, invoiceNo } = line
    if (customerNo === null || unitPriceFen === null || whySetAside(line)) continue
    const one = known.get(customerNo) ?? {
      memberId: customerNo,
      paid: [],
      refunded: [],
      orders: new Map<string, Purchases['paid'][number]>(),
    }
    known.set(customerNo, one)
    const at = instantOf(line.invoicedAt, 0)
    if (isCancellation(line)) {
      one.refunded.push({ at, amountFen: -quantity * unitPriceFen })
      continue
    }
    const order = one.orders.get(invoiceNo) ?? { at, amountFen: 0 }
    order.amountFen += quantity * unitPriceFen
    one.orders.set(invoiceNo, order)
  }
  return [...known.values()]
    .map(({ memberId, refunded, orders }) => ({
      memberId,
      refunded,
      paid: [...orders.values()].toSorted((a, b) => a.at.getTime() - b.at.getTime()),
    }))
    .filter(({ paid }) => paid.length > 0)
    .toSorted((a, b) => (a.memberId < b.memberId ? -1 : 1))
}

function range({ from, to }: { from: number; to: number }): string {
  return `${from.toFixed(4)} and ${to.toFixed(4)}`
}

function percent(part: number): string {
  return `${(100 * part).toFixed(1)} %`
}
