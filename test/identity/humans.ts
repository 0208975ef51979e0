/**
 * A plain model of who is one human: persons, the merges that stand, and what each person did. Sums are
 * made by walking, with nothing kept between.
 */
export type Edge = { id: string; a: string; b: string }
export type Deeds = { orders: string[]; paidFen: number; tags: Set<string>; points: number }
export type Person = { id: string; enrolledAt: Date | null; hasPhone: boolean; deeds: Deeds }

export type Humans = {
  persons: Map<string, Person>
  edges: Map<string, Edge>
}

export const noHumans = (): Humans => ({ persons: new Map(), edges: new Map() })

export function addPerson(humans: Humans, person: Omit<Person, 'deeds'>): void {
  const deeds = { orders: [], paidFen: 0, tags: new Set<string>(), points: 0 }
  humans.persons.set(person.id, { ...person, deeds })
}

/** Everybody who is one with them, by walking until nobody new is met. */
export function componentsOf(humans: Humans): string[][] {
  const beside = new Map<string, string[]>()
  for (const { a, b } of humans.edges.values()) {
    beside.set(a, [...(beside.get(a) ?? []), b])
    beside.set(b, [...(beside.get(b) ?? []), a])
  }
  const met = new Set<string>()
  const components: string[][] = []
  for (const id of humans.persons.keys()) {
    if (met.has(id)) continue
    const component = [id]
    met.add(id)
    for (const one of component)
      for (const other of beside.get(one) ?? []) {
        if (met.has(other)) continue
        met.add(other)
        component.push(other)
      }
    components.push(component)
  }
  return components
}

/** The same for one person. */
export const componentIn = (humans: Humans, id: string): string[] =>
  componentsOf(humans).find((component) => component.includes(id))!

/** A member before a visitor, then the first to enrol, then the least id. */
export function representativeIn(humans: Humans, component: string[]): string {
  const key = (id: string) => {
    const at = humans.persons.get(id)!.enrolledAt
    return `${at ? at.toISOString() : 'z'} ${id}`
  }
  return component.toSorted((a, b) => (key(a) < key(b) ? -1 : 1))[0]!
}

/** What the persons of a component did, together. */
export function deedsOf(humans: Humans, component: string[]): Deeds {
  const all = component.map((id) => humans.persons.get(id)!.deeds)
  return {
    orders: all.flatMap(({ orders }) => orders).toSorted(),
    paidFen: all.reduce((sum, { paidFen }) => sum + paidFen, 0),
    tags: new Set(all.flatMap(({ tags }) => [...tags])),
    points: all.reduce((sum, { points }) => sum + points, 0),
  }
}

export function remove(humans: Humans, component: string[]): void {
  for (const id of component) humans.persons.delete(id)
  for (const [id, { a, b }] of humans.edges)
    if (component.includes(a) || component.includes(b)) humans.edges.delete(id)
}
