/**
 * One member for each CustomerID, one guest for each invoice without. The data knows no more of a
 * customer than a number and a country: phone, nickname and address are made, and say so.
 */
import { instantOf } from './calendar.ts'
import { between, pick } from './chance.ts'
import { countryOf } from './countries.ts'
import type { Line } from './history.ts'
import { addressIdOf, memberIdOf } from './orders.ts'

export type PlannedAddress = {
  addressId: string
  name: string
  /** E.164. */
  phone: string
  /** Holds the country: a Chinese address form has no other place for it. */
  province: string
  city: string
  district: ''
  street: string
}
export type PlannedMember = {
  id: string
  kind: 'customer' | 'guest'
  /** The CustomerID; null for a guest. */
  customerNo: string | null
  nickname: string
  /** E.164; null for a guest, who can therefore never sign in. */
  phone: string | null
  /** One for each country they ordered to; a handful of customers have two. */
  addresses: PlannedAddress[]
  /** When the file first names them. */
  joinedAt: Date
  madeByScript: ['nickname', 'phone', 'addresses']
}

/** The 154 segment has never been given to an operator, so no such number reaches anybody. */
const unusedSegment = '+86154'

const ways = `早起 晚睡 爱喝茶 爱烘焙 爱种花 爱画画 爱散步 爱收纳 慢吞吞 乐呵呵 安静 认真 好奇 温柔
勤快 路过 怕冷 爱笑 念旧 细心 迷糊 爱旅行 爱读书 住海边`.split(/\s/)
const beings =
  `小鹿 茶杯 松果 猫头鹰 海豚 风车 山雀 饼干 刺猬 云朵 石榴 灯塔 兔子 面包 萝卜 水母 企鹅
木马 南瓜 麦穗 蜻蜓 橘子 银杏 蘑菇 燕子 海棠`.split(/\s/)

/**
 * Customers even of lines that are set aside, for they were customers; guests only of an order.
 * In the order of joining.
 */
export function planMembers(lines: Line[], purchases: Line[], shiftDays: number): PlannedMember[] {
  const members = new Map<string, PlannedMember>()
  const seenIn = new Set<string>()
  const see = (key: string, line: Line): void => {
    if (seenIn.has(`${key}:${line.country}`)) return
    seenIn.add(`${key}:${line.country}`)
    const member = members.get(key) ?? newMember(line, shiftDays)
    members.set(key, member)
    member.addresses.push(addressOf(line, member.nickname))
  }
  for (const line of lines) if (line.customerNo !== null) see(line.customerNo, line)
  for (const line of purchases) if (line.customerNo === null) see(`guest ${line.invoiceNo}`, line)
  return [...members.values()].toSorted((a, b) => a.joinedAt.getTime() - b.joinedAt.getTime())
}

function newMember(line: Line, shiftDays: number): PlannedMember {
  const { customerNo, invoiceNo } = line
  const id = memberIdOf(line)
  const nickname = `${pick(`${id}:way`, ways)}的${pick(`${id}:being`, beings)}`
  return {
    id,
    kind: customerNo === null ? 'guest' : 'customer',
    customerNo,
    nickname: customerNo === null ? `访客 ${invoiceNo}` : nickname,
    phone: customerNo === null ? null : phoneOf(line),
    addresses: [],
    joinedAt: instantOf(line.invoicedAt, shiftDays),
    madeByScript: ['nickname', 'phone', 'addresses'],
  }
}

/** A customer's number in the last digits: 12346 is 154 0001 2346. Guests count in the 1541 segment. */
function phoneOf({ customerNo, invoiceNo }: Line): string {
  if (customerNo !== null) return unusedSegment + customerNo.padStart(8, '0')
  return `${unusedSegment}1${invoiceNo.padStart(7, '0')}`
}

/** A street that cannot be mistaken for a real one. */
function addressOf(line: Line, name: string): PlannedAddress {
  const { nameEn, nameZh, city } = countryOf(line.country)
  const addressId = addressIdOf(line)
  return {
    addressId,
    name,
    phone: phoneOf(line),
    province: `${nameZh} ${nameEn}`,
    city,
    district: '',
    street: `${between(addressId, 1, 199)} Example Street`,
  }
}
