/** The words of the inbox: what each kind of message says, from its figures. */
import { dictionary } from '#web/kit/i18n.ts'

export const inboxWords = dictionary(
  {
    title: '消息',
    unread: '未读',
    unreadCount: (count: string) => `${count} 条未读`,
    today: '今天',
    yesterday: '昨天',
    none: '还没有消息',
    noneHint: '付款、发货、退款和争议有了结果，都会写在这里。',
    shop: '去逛逛',
    kinds: {
      order_paid: {
        title: '付款成功',
        text: (money: string) => `${money} 已冻结在支付机构，品牌正在备货。`,
      },
      order_closed: {
        title: '订单已关闭',
        text: '没有在时限内付款，没有收取任何款项，商品已放回。',
      },
      payment_returned: {
        title: '多付的钱已退回',
        text: (money: string) => `${money} 晚到或重复，已自动原路退回，不用您做什么。`,
      },
      order_shipped: {
        title: '已发货',
        text: (by: string) => `收到并检查后请确认收货；到 ${by} 没有确认，会自动确认。`,
        carrier: (carrier: string) => `由${carrier}承运。`,
      },
      order_completed: {
        title: '订单完成',
        text: (money: string) => `${money} 已交给品牌。`,
      },
      refund_approved: {
        title: '退款已同意',
        text: (money: string) => `${money} 正在原路退回。`,
      },
      refund_refused: {
        title: '退款未通过',
        text: (money: string) => `申请的 ${money} 没有通过。不同意，可以发起争议，由平台裁定。`,
      },
      refund_done: {
        title: '退款已退回',
        text: (money: string) => `${money} 已原路退回。`,
      },
      dispute_decided: {
        title: '争议已裁定',
        text: (money: string) => `裁定退给您 ${money}。`,
        nothing: '裁定不退款，订单继续。',
      },
    },
    other: { title: '订单有新消息', text: '点开看看发生了什么。' },
  },
  {
    title: 'Inbox',
    unread: 'Unread',
    unreadCount: (count: string) => `${count} unread`,
    today: 'Today',
    yesterday: 'Yesterday',
    none: 'No messages yet',
    noneHint: 'Payments, parcels, refunds and disputes: whatever becomes of them is told here.',
    shop: 'Look around the shop',
    kinds: {
      order_paid: {
        title: 'Payment received',
        text: (money: string) =>
          `${money} is frozen at the payment institution. The brand prepares your goods.`,
      },
      order_closed: {
        title: 'Order closed',
        text: 'It was not paid in time. Nothing was charged, and the goods are on sale again.',
      },
      payment_returned: {
        title: 'Surplus money returned',
        text: (money: string) =>
          `${money} came late or twice and went back by itself. There is nothing you need to do.`,
      },
      order_shipped: {
        title: 'On its way',
        text: (by: string) =>
          `Confirm once you have it and it is right. If you do not, it is confirmed by itself on ${by}.`,
        carrier: (carrier: string) => `Carried by ${carrier}.`,
      },
      order_completed: {
        title: 'Order completed',
        text: (money: string) => `${money} went to the brand.`,
      },
      refund_approved: {
        title: 'Refund approved',
        text: (money: string) => `${money} is on its way back to you.`,
      },
      refund_refused: {
        title: 'Refund refused',
        text: (money: string) =>
          `The ${money} you asked for were refused. If you disagree, open a dispute: the platform decides.`,
      },
      refund_done: {
        title: 'Money refunded',
        text: (money: string) => `${money} went back the way it came.`,
      },
      dispute_decided: {
        title: 'Dispute decided',
        text: (money: string) => `${money} goes back to you.`,
        nothing: 'No money goes back; the order goes on.',
      },
    },
    other: { title: 'News about your order', text: 'Open it to see what happened.' },
  },
)
