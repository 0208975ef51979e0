/**
 * check:attribution: the credit of every channel by every model on a data set of paths.
 *
 *   npm run -s check:attribution -- --data DIR
 *
 * DIR holds `paths.csv` or `paths.csv.gz` with the columns path (`a > b > c`), total_conversions,
 * total_conversion_value and total_null. Paths there have no times: for time decay the touches of a path
 * are one day apart. First, last, linear, position, decay and Shapley are fractions of whole numbers and
 * rounded once, when they are printed; Markov is solved in doubles, and its residual is told.
 */
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { parse } from 'csv-parse/sync'
import { parseDecimal, toDecimal } from '#traffic/attribution/fraction.ts'
import { models } from '#traffic/attribution/models.ts'
import { attributePaths, missOf } from '#traffic/attribution/path-data.ts'
import type { ValuedPath } from '#traffic/attribution/path-data.ts'

const { values } = parseArgs({ options: { data: { type: 'string' } } })
if (!values.data) stop('Which data? npm run -s check:attribution -- --data DIR')
const file = ['paths.csv.gz', 'paths.csv']
  .map((name) => path.resolve(values.data!, name))
  .find((name) => existsSync(name))
if (!file) stop(`There is no paths.csv.gz and no paths.csv in ${path.resolve(values.data)}.`)

const startedAt = performance.now()
const paths = readPaths(file)
const attribution = attributePaths(paths)
const { channels, credit, totals, markov } = attribution
const nulls = paths.reduce((sum, one) => sum + one.nulls, 0)
const took = Math.round(performance.now() - startedAt)

console.log(
  `${paths.length} paths, ${channels.length} channels, ${toDecimal(totals.conversions, 0)} conversions ` +
    `worth ${toDecimal(totals.value, 6)}, ${nulls} walks without one; read and computed in ${took} ms`,
)
console.log('')
print(['model', 'channel', 'conversions', 'value'])
let largestMiss = 0
for (const model of models) {
  for (const channel of channels) {
    const { conversions, value } = credit[model].get(channel)!
    print([model, channel, toDecimal(conversions, 6), toDecimal(value, 6)])
  }
  largestMiss = Math.max(largestMiss, missOf(attribution, model))
  print([model, '(all)', toDecimal(totals.conversions, 6), toDecimal(totals.value, 6)])
}
console.log('')
print(['removal', 'channel', 'effect', 'share'])
for (const { channel, effect, share } of markov.removals)
  print(['markov', channel, effect.toFixed(6), share.toFixed(6)])

const counted = Number(toDecimal(totals.conversions, 0))
const rateMiss = Math.abs(markov.rate - counted / (counted + nulls))
console.log('')
console.log(`Markov: conversion rate ${markov.rate.toFixed(12)}, residual ${markov.residual}`)
const told =
  `${channels.length} channels by ${models.length} models; sums miss the ${counted} conversions by ` +
  `${largestMiss}, Markov's rate the counted one by ${rateMiss}, its residual is ${markov.residual}`
const isTrue = largestMiss < 1e-6 && rateMiss < 1e-9 && markov.residual < 1e-9
console.log(`${isTrue ? 'holds' : 'MISSED'}: ${told}`)
process.exitCode = isTrue ? 0 : 1

function readPaths(name: string): ValuedPath[] {
  const bytes = readFileSync(name)
  const text = (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
  const rows: Record<string, string>[] = parse(text, { columns: true, bom: true, trim: true })
  return rows.map((row, i) => {
    const cell = (column: string) => row[column] ?? stop(`Row ${i + 2} has no ${column}.`)
    const wholeNumber = (column: string) => {
      const number = Number(cell(column))
      if (Number.isSafeInteger(number) && number >= 0) return number
      return stop(`Row ${i + 2}: ${cell(column)} is no number of ${column}.`)
    }
    return {
      channels: cell('path')
        .split('>')
        .map((channel) => channel.trim()),
      conversions: wholeNumber('total_conversions'),
      value: parseDecimal(cell('total_conversion_value')),
      nulls: wholeNumber('total_null'),
    }
  })
}

function print(cells: string[]): void {
  console.log(cells.map((cell, i) => (i < 2 ? cell.padEnd(10) : cell.padStart(16))).join(' '))
}

function stop(reason: string): never {
  console.log(`MISSED: ${reason}`)
  process.exit(1)
}
