/**
 * A plain model of what may be sent: counts per human, day and class, and who may be sent anything.
 * It knows nothing of accounts, chains or tables.
 */
export type Person = {
  isClosed: boolean
  isMember: boolean
  /** The day it comes of age; null is unknown. */
  adultFrom: string | null
  /** What it said last, as far as it still counts. */
  said: 'yes' | 'no' | null
  /** Minutes of the day; null: the house's. */
  quiet: { from: number; until: number } | null
}

export const caps = { day: 2, week: 6, shares: [1, 2, 1, 1, 1, 1, 1, 1] }

export class Model {
  /** Who is the same human: the number of the one that stands for them. */
  readonly humanOf: number[]
  readonly persons: Person[]
  readonly counts = new Map<string, number>()
  readonly delivered = new Set<string>()
  private readonly joined = new Map<number, number[]>()

  constructor(persons: Person[]) {
    this.persons = persons
    this.humanOf = persons.map((_, index) => index)
  }

  personsOf(person: number): number[] {
    return this.joined.get(this.humanOf[person]!) ?? [person]
  }

  /** Both have been one human all along: what each was sent, both were. */
  join(first: number, second: number): void {
    this.humanOf[second] = first
    this.joined.set(first, [first, second])
    for (const [key, count] of this.counts) {
      const [human, ...window] = key.split(' ')
      if (Number(human) === second) this.add(first, window.join(' '), count)
    }
  }

  consents(person: number): boolean {
    const said = this.personsOf(person).map((one) => this.persons[one]!.said)
    return said.includes('yes') && !said.includes('no')
  }

  /** A yes answers what others of the same human had said; it changes nothing where it stood. */
  give(person: number): void {
    if (this.consents(person)) return
    for (const one of this.personsOf(person))
      if (this.persons[one]!.said === 'no') this.persons[one]!.said = null
    this.persons[person]!.said = 'yes'
  }

  withdraw(person: number): void {
    if (this.consents(person) || this.persons[person]!.said === 'yes')
      this.persons[person]!.said = 'no'
  }

  count(human: number, window: string): number {
    return this.counts.get(`${human} ${window}`) ?? 0
  }

  add(human: number, window: string, count: number): void {
    this.counts.set(`${human} ${window}`, this.count(human, window) + count)
  }

  /** Why nothing at all may be sent now, or null. */
  whyNot(person: number, now: { day: string; minute: number }): string | null {
    const own = this.persons[person]!
    const all = this.personsOf(person).map((one) => this.persons[one]!)
    if (own.isClosed) return 'closed'
    if (!own.isMember) return 'unreachable'
    if (all.some(({ adultFrom }) => adultFrom !== null && now.day < adultFrom)) return 'minor'
    if (!this.consents(person)) return 'no_consent'
    const chosen = all.flatMap(({ quiet }) => quiet ?? [])
    const quiet = chosen.length > 0 ? chosen : [{ from: 1260, until: 540 }]
    return quiet.some((hours) => isQuiet(now.minute, hours)) ? 'quiet_hours' : null
  }

  /** How many of these, by class, get through, whatever their order: caps lie inside each other. */
  room(human: number, day: string, week: string, wanted: number[]): number {
    let fits = 0
    wanted.forEach((count, sender) => {
      const left = caps.shares[sender]! - this.count(human, `${day} ${sender}`)
      fits += Math.max(0, Math.min(count, left))
    })
    const dayLeft = caps.day - this.count(human, day)
    const weekLeft = caps.week - this.count(human, week)
    return Math.max(0, Math.min(fits, dayLeft, weekLeft))
  }

  deliver(human: number, day: string, week: string, sender: number): void {
    this.add(human, day, 1)
    this.add(human, week, 1)
    this.add(human, `${day} ${sender}`, 1)
  }
}

const isQuiet = (minute: number, { from, until }: { from: number; until: number }) =>
  from <= until ? minute >= from && minute < until : minute >= from || minute < until
