/** Which column of a file means what: guessed from its titles, corrected by staff. Pure. */
import { z } from 'zod'
import { Channel } from '../attention/purpose.ts'
import { cellsMax } from './csv-rows.ts'

export const fields = [
  'phone',
  'email',
  'storeCard',
  'wechatOpenid',
  'wechatUnionid',
  'nickname',
  'gender',
  'birthday',
  'city',
  'tags',
  'registeredAt',
  'consentAt',
  'consentProof',
  'orderNumber',
  'orderedAt',
  'amount',
  'refunded',
  'refundedAt',
] as const
export type Field = (typeof fields)[number]
export const Field = z.enum(fields)

/** By one of these a person is found again. */
export const identifying = [
  'phone',
  'email',
  'storeCard',
  'wechatOpenid',
  'wechatUnionid',
] as const satisfies Field[]

export const Mapping = z.strictObject({
  columns: z.partialRecord(
    Field,
    z
      .int()
      .min(0)
      .max(cellsMax - 1),
  ),
  /** The first row is titles, not a person. */
  hasTitles: z.boolean(),
  /** What 03/04/2023 means; null where no date is written so. */
  dateOrder: z.enum(['dmy', 'mdy']).nullable(),
  /** What the consents of the file are for: marketing, on these channels. */
  consentChannels: z.array(Channel).max(3),
})
export type Mapping = z.infer<typeof Mapping>

const titles: Record<Field, RegExp> = {
  phone: /^(手机|手机号码?|电话|联系电话|(mobile|cell)?\s*phone( number)?|mobile|tel(ephone)?)$/i,
  email: /^(邮箱|电子邮[箱件]|e-?mail( address)?)$/i,
  storeCard: /^(会员卡号?|卡号|门店卡|(store|member(ship)?|loyalty) ?card( (no\.?|number))?)$/i,
  wechatOpenid: /^(微信)?\s*(wechat ?)?open_?id$/i,
  wechatUnionid: /^(微信)?\s*(wechat ?)?union_?id$/i,
  nickname: /^(昵称|会员名|微信昵称|nick ?name|display name)$/i,
  gender: /^(性别|gender|sex)$/i,
  birthday: /^(生日|出生日期|出生年月日|birth ?day|birth ?date|date of birth)$/i,
  city: /^(城市|所在城市|city)$/i,
  tags: /^(标签|会员标签|tags?|labels?)$/i,
  registeredAt:
    /^(注册(时间|日期)|入会(时间|日期)|开卡(时间|日期)|registered( (at|on))?|joined( (at|on))?|sign(ed)? ?up( date)?)$/i,
  consentAt: /^(同意(营销)?(时间|日期)|授权(时间|日期)|consent(ed)?( (at|on|date))?)$/i,
  consentProof: /^(同意(凭证|证明|依据)|授权(凭证|证明)|consent (proof|source|evidence))$/i,
  orderNumber: /^(订单(号|编号)|order( (no\.?|number|id))?)$/i,
  orderedAt:
    /^(下单(时间|日期)|订单(时间|日期)|付款(时间|日期)|购买(时间|日期)|order(ed)? (at|on|date)|paid (at|on))$/i,
  amount: /^(实付(金额)?|订单金额|付款金额|金额|amount|total|paid( amount)?)$/i,
  refunded: /^(退款(金额)?|refund(ed)?( amount)?)$/i,
  refundedAt: /^(退款(时间|日期)|refund(ed)? (at|on|date))$/i,
}

/** From the first row; a row with a phone or an e-mail in it is no row of titles. */
export function guessMapping(first: string[]): Mapping {
  const columns: Mapping['columns'] = {}
  for (const [index, cell] of first.entries()) {
    const title = cell
      .trim()
      .replace(/[（(][^()（）]*[)）]$/, '')
      .trim()
    const field = fields.find((one) => titles[one].test(title))
    if (field && !(field in columns)) columns[field] = index
  }
  const person = first.findIndex((cell) => /^\+?[\d\s-]{8,20}$|^[^@\s]+@[^@\s]+$/.test(cell.trim()))
  const hasTitles = person < 0
  if (!hasTitles) columns[first[person]!.includes('@') ? 'email' : 'phone'] = person
  return { columns, hasTitles, dateOrder: null, consentChannels: [] }
}

/** Whether somebody can be recognised by what is mapped. */
export const canRecognise = ({ columns }: Mapping): boolean =>
  identifying.some((field) => columns[field] !== undefined)
