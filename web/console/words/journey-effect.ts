/** The words of what a journey brought about. */
import { dictionary } from '#web/kit/i18n.ts'

export const journeyEffectWords = dictionary(
  {
    effect: '它带来了什么',
    effectDefinition: (days: string) =>
      `进入后 ${days} 天内付过款的人的比例：被照顾的人减去不打扰的人。只算已经过满 ${days} 天的人，也不管消息是否送达；区间为 95 %。`,
    says: {
      more: '这个旅程让更多人购买。',
      less: '这个旅程让更少的人购买。',
      unclear: (people: string | null) =>
        people === null
          ? '还看不出差别。'
          : `还看不出差别：如果差别真有这么大，大约还需要 ${people} 人。`,
      tooFew: (people: string) => `现在还说不准：大约还需要 ${people} 人。`,
    },
    sides: { treated: '被照顾的人', control: '不打扰的人' },
    people: '人数',
    buyers: '买了的人',
    rate: '比例',
    spent: '花费（减退款）',
    difference: '差别',
    points100: (points: string) => `${points} 个百分点`,
    perPerson: '每人多花',
    interval: (low: string, high: string) => `${low} 到 ${high}`,
    tooEarly: (people: string, days: string) =>
      `另有 ${people} 人进入还不满 ${days} 天，没有算在内。`,
    inBoth: (people: string) => `${people} 人后来被认出是同一人而分在两边，没有算在内。`,
  },
  {
    effect: 'What it brought about',
    effectDefinition: (days: string) =>
      `The share who paid within ${days} days of coming in: of those looked after, less of those left alone. Only people whose ${days} days are over count, whether or not a message reached them. The interval is of 95 %.`,
    says: {
      more: 'The journey makes more people buy.',
      less: 'The journey makes fewer people buy.',
      unclear: (people: string | null) =>
        people === null
          ? 'No difference can be told yet.'
          : `No difference can be told yet: if it really is as large as this, about ${people} more people are needed.`,
      tooFew: (people: string) => `It cannot be told yet: about ${people} more people are needed.`,
    },
    sides: { treated: 'Looked after', control: 'Left alone' },
    people: 'People',
    buyers: 'Bought',
    rate: 'Share',
    spent: 'Spent, less refunds',
    difference: 'Difference',
    points100: (points: string) => `${points} percentage points`,
    perPerson: 'Spent more per person',
    interval: (low: string, high: string) => `${low} to ${high}`,
    tooEarly: (people: string, days: string) =>
      `${people} more came in less than ${days} days ago and do not count yet.`,
    inBoth: (people: string) =>
      `${people} turned out to be one person on both sides and do not count.`,
  },
)
