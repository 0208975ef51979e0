/** The words of a journey as it is written: who comes in, and how to know whether it helps. */
import { dictionary } from '#web/kit/i18n.ts'

export const journeyFormWords = dictionary(
  {
    name: '名称（只有员工看到）',
    needName: '请填写名称',
    needSegment: '请选择人群',
    needSteps: '至少需要一步',
    needWords: '有消息还没有选好文字',
    needCode: '有优惠券还没有填券码',
    needTag: '有标签还没有填写',
    save: '保存草稿',
    entry: '谁会进入',
    entryIs: '进入方式',
    entries: { fact: '做了一件事', segment: '进入一个人群', birthday: '过生日' },
    alsoNow: '启动时已在人群里的人也进入',
    daysBefore: '提前几天（0 为当天）',
    again: '可以再次进入吗',
    agains: {
      never: '只进入一次',
      after: '隔一段时间可以再次进入',
      always: '走完后随时可以再次进入',
    },
    againDays: '间隔天数',
    yearly: '每年一次；2 月 29 日出生的人，平年在 28 日',
    steps: '之后发生什么',
    measure: '怎样知道有没有用',
    control: '留出不打扰的人（%）',
    controlHint: '他们照样进入，但什么也收不到；由程序抽签，永远不换边。启动后不能再改。',
    controlReason: '为什么不留对照组',
    controlReasonHint: '不留，就永远不知道这个旅程有没有用。原因会保留下来。',
    controlWrong: '请填写 0 到 90',
    measuredDays: '看进入后几天内的购买',
    preview: '启动前看一看',
    previewNow: '看看现在会有多少人进入',
    previewPeople: {
      fact: (people: string, members: string) =>
        `过去 30 天有 ${people} 位会员会因此进入，全部会员 ${members} 位。`,
      segment: (people: string, members: string) =>
        `人群里现在有 ${people} 位会员，全部会员 ${members} 位。`,
      birthday: (people: string, members: string) =>
        `未来 30 天有 ${people} 位会员过生日，全部会员 ${members} 位。`,
    },
    reachable: (people: string) =>
      `全部会员中有 ${people} 位同意接收营销消息；其他人照样走完，但收不到消息。`,
    warnings: {
      nobody: '照现在的样子，没有人会进入。',
      everybody: '几乎所有会员都会进入，请确认这是您想要的。',
      segment_missing: '所选的人群不存在或已归档。',
      template_missing: '有一步的消息文字不存在。',
      coupon_missing: '有一步的优惠券码不存在。',
      coupon_over: '有一步的优惠券已经过期。',
      no_consent: '没有会员同意接收这些渠道的消息，什么也发不出去。',
      no_birthdays: '未来 30 天没有人过生日（或还不知道生日）。',
    },
    whyNot: {
      no_steps: '还没有步骤',
      too_large: '步骤太多或分支太深',
      same_id: '两个步骤有同样的编号',
    },
  },
  {
    name: 'Name, for staff only',
    needName: 'Give it a name',
    needSegment: 'Choose a segment',
    needSteps: 'It needs one step at least',
    needWords: 'A message has no words yet',
    needCode: 'A coupon has no code yet',
    needTag: 'A tag has no name yet',
    save: 'Save the draft',
    entry: 'Who comes in',
    entryIs: 'They come in when they',
    entries: {
      fact: 'did something',
      segment: 'came into a segment',
      birthday: 'have their birthday',
    },
    alsoNow: 'Whoever is in it at the start comes in, too',
    daysBefore: 'Days before (0: on the day)',
    again: 'May they come in again?',
    agains: {
      never: 'Only once',
      after: 'Again after a while',
      always: 'Whenever they are through',
    },
    againDays: 'After so many days',
    yearly: 'Once a year; who was born on 29 February on the 28th where there is none',
    steps: 'What happens then',
    measure: 'How to know whether it helps',
    control: 'Left alone to compare with (%)',
    controlHint:
      'They come in as well and get nothing. They are drawn by lot and never change sides. It stays once the journey has started.',
    controlReason: 'Why nobody is left alone',
    controlReasonHint: 'Without them nobody will ever know whether it helps. The reason is kept.',
    controlWrong: 'From 0 to 90',
    measuredDays: 'Look at what they buy within so many days',
    preview: 'Look before it starts',
    previewNow: 'See how many would come in now',
    previewPeople: {
      fact: (people: string, members: string) =>
        `In the last 30 days ${people} members would have come in, of ${members} in all.`,
      segment: (people: string, members: string) =>
        `${people} members are in the segment now, of ${members} in all.`,
      birthday: (people: string, members: string) =>
        `${people} members have their birthday in the next 30 days, of ${members} in all.`,
    },
    reachable: (people: string) =>
      `${people} members agreed to be written to; the others go through it and get no message.`,
    warnings: {
      nobody: 'As it stands nobody would come in.',
      everybody: 'Nearly every member would come in. Make sure that this is what you want.',
      segment_missing: 'The segment does not exist, or is archived.',
      template_missing: 'The words of a message do not exist.',
      coupon_missing: 'There is no coupon with a code that it names.',
      coupon_over: 'A coupon that it names is over.',
      no_consent: 'No member agreed to these channels, so nothing can be sent.',
      no_birthdays: 'Nobody has their birthday in the next 30 days, as far as is known.',
    },
    whyNot: {
      no_steps: 'It has no steps yet',
      too_large: 'It has too many steps, or branches within branches',
      same_id: 'Two steps have the same id',
    },
  },
)
