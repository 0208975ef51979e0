/** The cashier's words in both languages. A missing one fails the type check. */
export type Language = 'zh-CN' | 'en'

const en = {
  title: 'Sandbox cashier',
  banner: 'This is a sandbox. No real money moves, whatever you press.',
  toPay: 'To pay',
  timeLeft: 'Time left',
  payUntil: 'Pay until',
  pay: 'Pay',
  close: 'Close without paying',
  closeHint: 'Gives the payment up and goes back to the shop.',
  advanced: 'Rehearse a bad day',
  advancedHint: 'What can go wrong between a bank and a shop. Each button really does it.',
  fail: 'Fail',
  failHint: 'The bank refuses this attempt. You may try again.',
  payStay: 'Pay, then close the page',
  payStayHint: 'The money is taken, but you never return to the shop.',
  payLate: 'Pay late',
  payLateHint: 'You pay now and the money arrives after the deadline.',
  payLateBy: 'Arrives after the deadline by',
  payTwice: 'Pay, notify twice',
  payTwiceHint: 'The shop hears of the payment two times.',
  payDisorder: 'Pay, notify out of order',
  payDisorderHint: 'After “paid” the shop hears older news: “waiting”, then “closed”.',
  payDelayed: 'Pay, notify late',
  payDelayedHint: 'You return at once; the shop hears of it later.',
  payDelayedBy: 'The notice leaves after',
  paid: 'Paid',
  paidHint: 'The money is frozen with the institution until your order is done.',
  left: 'The money was taken',
  leftHint:
    'You closed the page here and did not return to the shop. It hears of the payment anyway.',
  onItsWay: 'Your payment is on its way',
  onItsWayHint: 'It arrives after the deadline, and can no longer be stopped. It arrives at',
  closed: 'This payment is closed',
  closedHint: 'No money was taken.',
  unknown: 'There is no such payment',
  unknownHint: 'The address is incomplete, or it never was a payment.',
  backToShop: 'Back to the shop',
  refused: 'The bank refused this attempt. No money was taken; you may try again.',
  insufficient: 'The play-money balance is too small. No money was taken.',
  expired: 'The time to pay is over. No money was taken.',
  otherLanguage: '中文',
  seconds: (count: number) => `${count} seconds`,
  minutes: (count: number) => (count === 1 ? '1 minute' : `${count} minutes`),
}

type Words = typeof en

const zh: Words = {
  title: '沙箱收银台',
  banner: '这是沙箱环境：无论点哪个按钮，都不会动用真实资金。',
  toPay: '应付金额',
  timeLeft: '剩余时间',
  payUntil: '付款截止',
  pay: '确认付款',
  close: '不付了',
  closeHint: '关闭这笔付款并返回商城。',
  advanced: '演练异常情况',
  advancedHint: '银行与商城之间可能出的岔子，每个按钮都会真实发生。',
  fail: '付款失败',
  failHint: '银行拒绝这一次尝试，可以重试。',
  payStay: '付款后关闭页面',
  payStayHint: '钱已扣，但不再返回商城。',
  payLate: '逾期到账',
  payLateHint: '现在付款，钱在截止时间之后才到账。',
  payLateBy: '晚于截止时间',
  payTwice: '付款并重复通知',
  payTwiceHint: '商城会收到两次付款通知。',
  payDisorder: '付款并乱序通知',
  payDisorderHint: '“已付款”之后，商城又收到更早的“待付款”和“已关闭”。',
  payDelayed: '付款并延迟通知',
  payDelayedHint: '您立即返回，商城稍后才收到通知。',
  payDelayedBy: '通知延迟',
  paid: '付款成功',
  paidHint: '款项由机构冻结，直到订单完成。',
  left: '已扣款',
  leftHint: '您在这里关闭了页面，没有返回商城；商城仍会收到付款通知。',
  onItsWay: '付款在途',
  onItsWayHint: '款项将在截止时间之后到账，无法撤回。到账时间',
  closed: '这笔付款已关闭',
  closedHint: '没有扣款。',
  unknown: '没有这笔付款',
  unknownHint: '网址不完整，或者从未有过这笔付款。',
  backToShop: '返回商城',
  refused: '银行拒绝了这次付款，没有扣款，可以重试。',
  insufficient: '沙箱余额不足，没有扣款。',
  expired: '已过付款时间，没有扣款。',
  otherLanguage: 'English',
  seconds: (count) => `${count} 秒`,
  minutes: (count) => `${count} 分钟`,
}

export const words: Record<Language, Words> = { 'zh-CN': zh, en }

/** What the address asks for, else the reader's first language that we speak, else Chinese. */
export function pickLanguage(asked: unknown, accepted: string | undefined): Language {
  if (asked === 'en' || asked === 'zh-CN') return asked
  for (const wanted of (accepted ?? '').toLowerCase().split(',')) {
    if (wanted.trim().startsWith('zh')) return 'zh-CN'
    if (wanted.trim().startsWith('en')) return 'en'
  }
  return 'zh-CN'
}
