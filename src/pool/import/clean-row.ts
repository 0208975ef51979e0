/**
 * From the cells of a row to a person as we keep one: spelled in one way, with what was changed, or with
 * the reasons why the row cannot be taken. Nothing is guessed: a date that could be two days is refused.
 */
import { addMs, dayMs } from '#platform/clock.ts'
import type { IdentityKind } from '../identity/evidence.ts'
import { Nickname } from '../member.ts'
import { normalise } from '../identity/identity.ts'
import { FieldValue } from '../profile/fields.ts'
import { TagName } from '../profile/tags.ts'
import type { Field, Mapping } from './columns.ts'
import type { FileRow } from './csv-rows.ts'
import { readDate, readInstant } from './read-date.ts'

export type Given = { kind: IdentityKind; value: string }

export type PastOrder = {
  number: string | null
  at: Date
  amountFen: number
  refundedFen: number
  refundedAt: Date
}

export type CleanRow = {
  line: number
  cells: string[]
  identities: Given[]
  nickname: string | null
  gender: 'female' | 'male' | null
  /** `1990-02-28` */
  birthday: string | null
  city: string | null
  tags: string[]
  registeredAt: Date | null
  consentAt: Date | null
  order: PastOrder | null
  /** Fields that are spelled otherwise now, or left out because they say nothing. */
  changed: Field[]
  left: Field[]
  /** `phone:rounded`: why the row cannot be taken. */
  reasons: string[]
}

const tagsMax = 20
/** Nobody dealt with us before; what a cash desk without a clock wrote would be a month of facts each. */
const dealtBackMs = 10_958 * dayMs
const fenMax = 100_000_000_00

/** Never throws: whatever is wrong with the row is in its reasons. */
export function cleanRow(row: FileRow, mapping: Mapping, now: Date): CleanRow {
  const clean: CleanRow = {
    line: row.line,
    cells: row.cells,
    identities: [],
    nickname: null,
    gender: null,
    birthday: null,
    city: null,
    tags: [],
    registeredAt: null,
    consentAt: null,
    order: null,
    changed: [],
    left: [],
    reasons: [],
  }
  if (row.fault) {
    clean.reasons.push(`row:${row.fault}`)
    return clean
  }
  if (row.cells.some((cell) => /[\0\uFFFD]/.test(cell))) clean.reasons.push('row:not_readable')
  const cell = (field: Field) => (row.cells[mapping.columns[field] ?? -1] ?? '').trim()
  const read = <Value>(field: Field, reader: (text: string) => Value | Reason): Value | null => {
    const text = cell(field)
    if (text === '') return null
    const value = reader(text)
    if (!isReason(value)) return value
    clean.reasons.push(`${field}:${value.reason}`)
    return null
  }
  const spelled = (field: Field, value: string | null) => {
    // The country that everybody leaves out is no news.
    if (value !== null && value.replace(/^\+86/, '') !== cell(field)) clean.changed.push(field)
    return value
  }
  for (const field of identityFields) {
    const value = spelled(field, read(field, identityReaders[field]))
    if (value !== null) clean.identities.push({ kind: kindOf[field], value })
  }
  clean.nickname = spelled('nickname', nicknameOf(cell('nickname')))
  if (clean.nickname === null && cell('nickname') !== '') clean.left.push('nickname')
  clean.gender = genderOf(cell('gender'))
  if (clean.gender === null && cell('gender') !== '') clean.left.push('gender')
  const writing = { order: mapping.dateOrder, daysFrom: row.daysFrom }
  clean.birthday = spelled(
    'birthday',
    read('birthday', (text) => readDate(text, writing, now)),
  )
  clean.city = read(
    'city',
    (text) => FieldValue.city.safeParse(text).data ?? { reason: 'not_a_city' },
  )
  clean.tags = read('tags', readTags) ?? []
  const instant = (field: Field) =>
    read(field, (text) => {
      const at = readInstant(text, writing, now)
      return at instanceof Date && at < addMs(now, -dealtBackMs) ? { reason: 'too_old' } : at
    })
  clean.registeredAt = instant('registeredAt')
  // One without the other is no consent.
  const consentAt = instant('consentAt')
  if (consentAt && cell('consentProof') !== '') clean.consentAt = consentAt
  else if (consentAt || cell('consentProof') !== '') clean.left.push('consentAt')
  clean.order = readOrder(clean, cell, read, instant)
  if (clean.identities.length === 0 && clean.reasons.length === 0) clean.reasons.push('row:nobody')
  return clean
}

type Reason = { reason: string }
const isReason = (value: unknown): value is Reason =>
  typeof value === 'object' && value !== null && 'reason' in value

const identityFields = [
  'phone',
  'email',
  'storeCard',
  'wechatOpenid',
  'wechatUnionid',
] as const satisfies Field[]

const kindOf: Record<(typeof identityFields)[number], IdentityKind> = {
  phone: 'phone',
  email: 'email',
  storeCard: 'store_card',
  wechatOpenid: 'wechat_openid',
  wechatUnionid: 'wechat_unionid',
}

const identityReaders = Object.fromEntries(
  identityFields.map((field) => [field, (text: string) => readIdentity(kindOf[field], text)]),
) as Record<(typeof identityFields)[number], (text: string) => string | Reason>

function readIdentity(kind: IdentityKind, text: string): string | Reason {
  // A spreadsheet took it for a number and threw its last digits away.
  if (/^\d(\.\d+)?e\+?\d+$/i.test(text)) return { reason: 'rounded' }
  const value = normalise(kind, text.replace(/^(\d+)\.0$/, '$1'))
  return value ?? { reason: `not_a_${kind}` }
}

/** As long as one may be, without what cannot be seen. */
function nicknameOf(text: string): string | null {
  const plain = text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\u200b\u202a-\u202e\u2066-\u2069\ufeff]/gu, ' ')
  let short = plain.replaceAll(/\s+/g, ' ').trim()
  while (short.length > 24) short = Array.from(short).slice(0, -1).join('').trimEnd()
  return Nickname.safeParse(short).data ?? null
}

function genderOf(text: string): CleanRow['gender'] {
  if (/^(女|女士|女性|f|female|woman|w|ms\.?|mrs\.?)$/i.test(text)) return 'female'
  return /^(男|男士|先生|男性|m|male|man|mr\.?)$/i.test(text) ? 'male' : null
}

function readTags(text: string): string[] | Reason {
  const tags = [...new Set(text.split(/[,，;；、|\n]/).map((tag) => tag.trim()))].filter(Boolean)
  if (tags.length > tagsMax) return { reason: 'too_many' }
  return tags.every((tag) => TagName.safeParse(tag).success) ? tags : { reason: 'not_a_tag' }
}

function readOrder(
  clean: CleanRow,
  cell: (field: Field) => string,
  read: <Value>(field: Field, reader: (text: string) => Value | Reason) => Value | null,
  instant: (field: Field) => Date | null,
): PastOrder | null {
  const at = instant('orderedAt')
  const amountFen = read('amount', readFen)
  const refundedFen = read('refunded', readFen) ?? 0
  const refundedAt = instant('refundedAt')
  const number = cell('orderNumber')
  if (number.length > 80) clean.reasons.push('orderNumber:too_long')
  const isNone = ['orderNumber', 'orderedAt', 'amount'].every(
    (field) => cell(field as Field) === '',
  )
  if (isNone) return null
  if (cell('orderedAt') === '') clean.reasons.push('orderedAt:needed')
  if (cell('amount') === '') clean.reasons.push('amount:needed')
  if (at === null || amountFen === null) return null
  if (refundedFen > amountFen) clean.reasons.push('refunded:more_than_paid')
  if (refundedAt && refundedAt < at) clean.reasons.push('refundedAt:before_paid')
  return { number: number || null, at, amountFen, refundedFen, refundedAt: refundedAt ?? at }
}

/** `¥1,299.00`, `1299`, `1299.5元`: never more than two decimals, never below nothing. */
function readFen(text: string): number | Reason {
  const plain = text.normalize('NFKC').replaceAll(/[¥￥\s]|元$|rmb|cny/gi, '')
  const [, yuan, decimals = ''] =
    /^(\d{1,9}|\d{1,3}(?:,\d{3}){1,3})(?:\.(\d{1,2})0*)?$/.exec(plain) ?? []
  if (yuan === undefined) return { reason: 'not_an_amount' }
  const fen = Number(yuan.replaceAll(',', '')) * 100 + Number(decimals.padEnd(2, '0'))
  return fen <= fenMax ? fen : { reason: 'not_an_amount' }
}
