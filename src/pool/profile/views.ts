/** How members are shown to staff. */
import { z } from 'zod'
import { instant } from '#platform/shapes.ts'
import { MyAttention } from '../attention/my-attention.ts'
import { PersonView } from '../identity/describe.ts'
import { fieldNames, fieldSources } from './fields.ts'
import { stages } from './stage.ts'
import { tagOrigins } from './tags.ts'

export const Stage = z.enum(stages)

export const TagView = z.object({
  tag: z.string(),
  origin: z.enum(tagOrigins),
  /** How sure whoever set it is, in basis points. */
  confidenceBps: z.int(),
  /** `staff:<id>`, `rule:<id>`, `import:<id>`, or the name of what computed it. */
  setBy: z.string(),
  setAt: instant,
  expiresAt: instant.nullable(),
})

export const ProfileView = z.object({
  kind: z.enum(['visitor', 'member']),
  firstAt: instant,
  lastAt: instant,
  /** Paid and not wholly given back. */
  orders: z.int(),
  paidFen: z.int(),
  refundedFen: z.int(),
  firstPaidAt: instant.nullable(),
  lastPaidAt: instant.nullable(),
  shares: z.int(),
  /** Buyers who came by their invitation. */
  brought: z.int(),
  stage: Stage,
  stageSince: instant,
  channelId: z.uuid().nullable(),
  campaignId: z.uuid().nullable(),
})

export const ListedMemberView = ProfileView.extend({
  memberId: z.uuid(),
  nickname: z.string().nullable(),
  phoneMasked: z.string().nullable(),
  tags: z.array(z.string()),
})

const Expected = z.object({
  fen: z.int(),
  fromFen: z.int(),
  toFen: z.int(),
  /** How many buyers like them it was learned from. */
  watched: z.int(),
})

export const MemberView = z.object({
  /** Who stands for this human; asked for by another id of theirs it is not the one asked for. */
  memberId: z.uuid(),
  persons: z.array(PersonView),
  /** The sums are complete up to here. */
  asOf: instant,
  profile: ProfileView.nullable(),
  stages: z.array(z.object({ at: instant, stage: Stage })),
  fields: z.array(
    z.object({
      field: z.enum(fieldNames),
      /** Of a birthday the day without its year. */
      value: z.string(),
      source: z.enum(fieldSources),
      setAt: instant,
    }),
  ),
  interests: z.array(
    z.object({
      topic: z.string(),
      viewed: z.int(),
      added: z.int(),
      bought: z.int(),
      sharePpm: z.int(),
    }),
  ),
  tags: z.array(TagView),
  orders: z.array(
    z.object({
      orderId: z.uuid(),
      personId: z.uuid(),
      paidAt: instant,
      paidFen: z.int(),
      refundedFen: z.int(),
    }),
  ),
  /** What they agreed to; null for a visitor, who cannot be told anything. */
  attention: MyAttention.pick({
    marketing: true,
    profiling: true,
    sentThisWeek: true,
    perWeek: true,
  }).nullable(),
  value: z.object({
    rfm: z.object({ r: z.int(), f: z.int(), m: z.int(), asOf: instant }).nullable(),
    /** Of the next ninety days; null: too little is known to tell. */
    expected: Expected.nullable(),
  }),
})

export const RfmView = z.object({
  asOf: instant,
  buyers: z.int(),
  bounds: z.object({
    recency: z.array(instant),
    frequency: z.array(z.int()),
    moneyFen: z.array(z.int()),
  }),
  cells: z.array(
    z.object({ r: z.int(), f: z.int(), buyers: z.int(), expected: Expected.nullable() }),
  ),
})
