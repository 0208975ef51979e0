/** Which pasted tracking number belongs to which parcel. Pure. */

export type Parcel = { orderId: string; brandId: string }
type Fault = { line: number; why: FaultKind }
export type FaultKind = 'unknownOrder' | 'noneLeft' | 'noNumber' | 'spoilt' | 'tooLong'
export type Matched = {
  /** By the place of the parcel. */
  trackingNos: (string | null)[]
  faults: Fault[]
  /** Numbers given to more than one parcel: two orders in one box, or a slip. */
  repeated: string[]
}

const trackingNoMax = 40

/**
 * Each line of tracking numbers goes to the parcel in its place: an empty one, or one that cannot be a
 * number, leaves its parcel without, and no other parcel gets what is not its own. Lines of two
 * columns (order number, tracking number) go to the order they name, whole or by its last digits. One
 * line of two columns makes all of them so. An order with several parcels takes its lines one after
 * the other.
 */
export function matchParcels(text: string, parcels: readonly Parcel[]): Matched {
  const lines = text
    .split(/\r?\n/)
    .map((line, at) => ({ line: at + 1, cells: cellsOf(line) }))
    .filter(({ cells }) => cells.length > 0)
  const hasOrders = lines.some(({ cells }) => cells.length > 1)
  // The title row of a table names no number at all.
  const title = lines[0] && !/\d/.test(lines[0].cells.join('')) ? lines[0] : null
  const rows = lines.filter((row) => row !== title)
  const placeOfLine = (line: number) => {
    const at = line - 1 - (title?.line ?? 0)
    return at < parcels.length ? at : -1
  }

  const trackingNos = parcels.map((): string | null => null)
  const faults: Fault[] = []
  for (const { line, cells } of rows) {
    const trackingNo = hasOrders ? cells[1] : cells[0]
    const why = whyNotNumber(trackingNo)
    const at = hasOrders ? placeOf(cells[0]!, parcels, trackingNos) : placeOfLine(line)
    if (why) faults.push({ line, why })
    else if (at === 'unknown') faults.push({ line, why: 'unknownOrder' })
    else if (at === -1) faults.push({ line, why: 'noneLeft' })
    else trackingNos[at] = trackingNo!
  }
  const given = trackingNos.filter((one) => one !== null)
  const repeated = given.filter((one, at) => given.indexOf(one) < at)
  return { trackingNos, faults, repeated: [...new Set(repeated)] }
}

/** From a sheet, a list with commas, or typed with spaces. */
function cellsOf(line: string): string[] {
  const separator = /[\t,，;；]/.test(line) ? /[\t,，;；]/ : /\s+/
  const cells = line.trim().split(separator)
  return cells
    .map((cell) => cell.trim().replaceAll(/^["']|["']$/g, ''))
    .filter((cell) => cell !== '')
}

function whyNotNumber(trackingNo: string | undefined): FaultKind | null {
  if (trackingNo === undefined) return 'noNumber'
  // A sheet that took the number for a figure has lost its last digits.
  if (/^\d(\.\d+)?e\+\d+$/i.test(trackingNo)) return 'spoilt'
  return trackingNo.length > trackingNoMax ? 'tooLong' : null
}

/** The order's first parcel without a number: its place, -1 when all have one. */
function placeOf(
  name: string,
  parcels: readonly Parcel[],
  trackingNos: readonly (string | null)[],
): number | 'unknown' {
  const digits = name.replace(/^(…|\.\.\.)/, '').toLowerCase()
  const isMeant = ({ orderId }: Parcel) =>
    orderId === digits || (digits.length >= 8 && orderId.endsWith(digits))
  const ids = new Set(parcels.filter(isMeant).map((parcel) => parcel.orderId))
  if (ids.size !== 1) return 'unknown'
  return parcels.findIndex((parcel, at) => isMeant(parcel) && trackingNos[at] === null)
}
