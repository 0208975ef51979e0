/** A fact: somebody did something, to something, at an instant. The one table of behaviour. */

/** What browsers tell, and what the program itself knows. */
export const browserKinds = [
  'visited', // came, by a link or from nowhere
  'viewed', // a product
  'searched', // without the words
  'added', // to the cart
  'checked_out', // opened the checkout
  'shared', // a product
  'opened', // a message
] as const
const programKinds = [
  'signed_up',
  'paid', // an order, with all of its money and without a topic
  'bought', // with a paid order: what it holds of one topic
  'refunded', // of an order
  'completed',
  'invited', // brought somebody who bought
  'messaged', // was interrupted
  'joined', // a board
] as const
export const factKinds = [...browserKinds, ...programKinds] as const

export type FactKind = (typeof factKinds)[number]

export type NewFact = {
  /** A visitor or a member, as known at that moment. */
  personId: string
  happenedAt: Date
  /** Made by whoever saw it: the same fact told twice is kept once. */
  id: string
  kind: FactKind
  /** A category of goods by its code; '' for none. */
  topic: string
  /** A product, an order, a message. */
  objectId: string | null
  amountFen: number | null
  quantity: number | null
}

/** As projections get it: `memberId` is whoever represents the person now. */
export type ProjectedFact = NewFact & { memberId: string }

/** What a piece of the pipeline changes: see `segment/follow-facts.ts`. */
export type Change = {
  /** Representatives whose sums may change. */
  members: string[]
  /** Facts that are new to the sums, by representative. */
  facts: ProjectedFact[]
  /** Representatives whose sums are made anew from all their facts; also in `members`. */
  rebuilt: string[]
  /** Persons that are represented by another now: their own sums go. */
  gone: string[]
}
