/** The words of the first page: is all well, what waits, and what the figures say. */
import { dictionary } from '#web/kit/i18n.ts'

const things = (count: number) => (count === 1 ? '1 thing waits' : `${count} things wait`)
const orders = (count: string) => `${count} ${count === '1' ? 'order' : 'orders'}`

export const homeWords = dictionary(
  {
    well: '一切正常，没有等您处理的事。',
    wellOfOthers: (count: string) => `没有等您处理的事；${count} 件由同事处理。`,
    waits: (count: number) => `${count} 件事等您处理。`,
    first: '最急：',
    ofOthers: '由同事处理',
    due: '最早期限',
    since: (age: string) => `最早一件已等 ${age}`,
    needs: '待处理',
    need: {
      difference: (count: string) => `${count} 笔对账差异无法解释`,
      dispute: (count: string) => `${count} 项争议待裁定`,
      refund: (count: string) => `${count} 笔退款待处理`,
      shipment: (count: string) => `${count} 个订单待发货`,
      case: (count: string) => `${count} 张异常单待处理`,
    },
    fresh: {
      title: '店铺还没有订单。',
      note: '先按开店步骤添加品牌和商品、上架。有了第一笔订单，这里会显示经营数据和待处理的事。',
      steps: '查看开店步骤',
    },
    today: '今日经营',
    figures: {
      orders: '付款订单',
      paidFen: '付款金额',
      heldInEscrowFen: '担保中资金',
      soldOutSkus: '缺货规格',
    },
    before: (weekday: string, time: string, figure: string) =>
      `上${weekday}截至 ${time}：${figure}`,
    beforeUnknown: '上周同日仍在统计中',
    openPlaced: '今天下单的订单',
    reconciliation: '对账',
    reconciled: {
      well: (day: string) => `${day} 的账已与机构对平`,
      differs: (day: string, count: string) => `${day} 的账有 ${count} 笔差异无法解释`,
      inFlight: (count: string) => `在途 ${count} 笔`,
      none: '还没有对过账',
      run: '核对于',
    },
    events: (count: string) => `统计还有 ${count} 个事件未计入`,
    eventsNone: '统计已计入全部事件',
    live: '最新订单',
    liveNone: '还没有订单。',
    allOrders: '全部订单',
    age: {
      now: '刚刚更新',
      seconds: (count: string) => `${count} 秒前更新`,
      minutes: (count: string) => `${count} 分钟前更新`,
      at: (at: string) => `截至 ${at}`,
    },
    closer: '细看',
    views: { days: '每日销售', path: '订单去向', cohorts: '复购' },
    range: '时间范围',
    days: (count: string) => `近 ${count} 天`,
    charts: { asTable: '以表格查看' },
    hours: {
      title: '今天与上周同日',
      label: '逐小时查看付款订单',
      today: '今天',
      hour: '时段',
      paid: '付款金额',
      ordersToday: '今天订单',
      ordersBefore: (weekday: string) => `上${weekday}订单`,
      before: (weekday: string) => `上${weekday}`,
      more: (today: string, more: string, weekday: string) =>
        `今天已付款 ${today} 单，比上${weekday}同一时刻多 ${more} 单。`,
      fewer: (today: string, fewer: string, weekday: string) =>
        `今天已付款 ${today} 单，比上${weekday}同一时刻少 ${fewer} 单。`,
      same: (today: string, weekday: string) =>
        `今天已付款 ${today} 单，与上${weekday}同一时刻相同。`,
      unknown: (today: string) => `今天已付款 ${today} 单。`,
      definition:
        '按付款时间计入（北京时间），之后退款的订单也计入。当前小时还没有结束，颜色较浅；比较只算到同一分钟。',
    },
    sales: {
      label: '逐日查看销售',
      paid: '付款金额',
      orders: '付款订单',
      refunded: '退款金额',
      completed: '释放给品牌',
      newBuyers: '首次购买',
      day: '日期',
      summary: (total: string, refunded: string, best: string, day: string) =>
        `共付款 ${total}，退款 ${refunded}；最高的一天是 ${day}，${best}。`,
      nothing: '这段时间没有付款。',
      definition:
        '付款计入付款当天，退款计入退款到账当天（北京时间），两者不一定是同一批订单。今天还没有结束。',
    },
    path: {
      step: '阶段',
      orders: '订单',
      share: '占下单',
      steps: {
        placed: '下单',
        paid: '付款',
        shipped: '发货',
        received: '收货',
        completed: '完成',
      },
      waiting: {
        placed: (count: string) => `${count} 单等待付款`,
        paid: (count: string) => `${count} 单等待发货`,
        shipped: (count: string) => `${count} 单在途`,
        received: (count: string) => `${count} 单等待放款`,
        completed: () => '',
      },
      dropped: {
        placed: (count: string) => `${count} 单未付款关闭`,
        paid: (count: string) => `${count} 单发货前全额退款`,
        shipped: (count: string) => `${count} 单收货前全额退款`,
        received: (count: string) => `${count} 单放款前全额退款`,
        completed: (count: string) => `其中 ${count} 单完成后全额退款`,
      },
      stillWaiting: '还在进行',
      stopped: '不再继续',
      summary: (placed: string, paid: string, completed: string) =>
        `${placed} 个下单中，${paid} 付了款，${completed} 已完成。`,
      nothing: '这段时间没有人下单。',
      definition:
        '按下单日期（北京时间）选取订单，看它们到现在走到哪一步；一个订单只计一次。部分退款的订单继续往下走。',
    },
    cohorts: {
      month: '首单月份',
      members: '会员',
      sameMonth: '当月',
      after: (months: string) => `+${months}月`,
      caption: '按首单月份的复购比例',
      countsCaption: '按首单月份的复购人数',
      cell: (month: string, again: string, members: string) =>
        `${month}：${members} 人中 ${again} 人再次购买`,
      summary: (again: string, members: string, share: string) =>
        `首单的次月已经结束的会员有 ${members} 位，其中 ${again} 位（${share}）在次月再次购买。`,
      tooEarly: '还没有会员的首单次月已经结束，现在还看不出次月复购。',
      nothing: '还没有人付过款。',
      definition:
        '首单是会员第一个付款的订单（北京时间的月份）。“当月”指首单当月内又付了一单，“+n月”指第 n 个月内至少付了一单；之后退款的也计入。虚线是还没结束的月份，少于 20 人的一行只作参考，显示为灰色。',
    },
    noReports: '您的角色不查看经营数据。',
  },
  {
    well: 'All is well. Nothing waits for you.',
    wellOfOthers: (count: string) => `Nothing waits for you; others have ${count} to do.`,
    waits: (count: number) => `${things(count)} for you.`,
    first: 'First: ',
    ofOthers: 'for others to do',
    due: 'First due',
    since: (age: string) => `the first for ${age}`,
    needs: 'To be done',
    need: {
      difference: (count: string) =>
        count === '1' ? '1 unexplained difference' : `${count} unexplained differences`,
      dispute: (count: string) => `${count} ${count === '1' ? 'dispute' : 'disputes'} to decide`,
      refund: (count: string) => `${count} ${count === '1' ? 'refund' : 'refunds'} to decide`,
      shipment: (count: string) => `${orders(count)} to ship`,
      case: (count: string) => `${count} open ${count === '1' ? 'case' : 'cases'}`,
    },
    fresh: {
      title: 'There is no order yet.',
      note: 'First come a brand and products on sale. With the first order, this page tells how the shop does and what waits for you.',
      steps: 'See the first steps',
    },
    today: 'Today',
    figures: {
      orders: 'Orders paid',
      paidFen: 'Paid',
      heldInEscrowFen: 'Held in escrow',
      soldOutSkus: 'Variants sold out',
    },
    before: (weekday: string, time: string, figure: string) =>
      `last ${weekday} until ${time}: ${figure}`,
    beforeUnknown: 'last week is still being counted',
    openPlaced: 'Orders placed today',
    reconciliation: 'Reconciliation',
    reconciled: {
      well: (day: string) => `${day} agrees with the institution`,
      differs: (day: string, count: string) => `${day} has ${count} unexplained`,
      inFlight: (count: string) => `${count} in flight`,
      none: 'There was none yet',
      run: 'run on',
    },
    events: (count: string) => `${count} events are still to be counted`,
    eventsNone: 'Every event is counted',
    live: 'Latest orders',
    liveNone: 'There are no orders yet.',
    allOrders: 'All orders',
    age: {
      now: 'Updated just now',
      seconds: (count: string) => `Updated ${count} s ago`,
      minutes: (count: string) => `Updated ${count} min ago`,
      at: (at: string) => `As of ${at}`,
    },
    closer: 'A closer look',
    views: { days: 'Sales by day', path: 'How far orders come', cohorts: 'Who comes back' },
    range: 'Time',
    days: (count: string) => `${count} days`,
    charts: { asTable: 'Show as a table' },
    hours: {
      title: 'Today and a week ago',
      label: 'Orders paid, hour by hour',
      today: 'Today',
      hour: 'Hour',
      paid: 'Paid',
      ordersToday: 'Orders today',
      ordersBefore: (weekday: string) => `Orders last ${weekday}`,
      before: (weekday: string) => `Last ${weekday}`,
      more: (today: string, more: string, weekday: string) =>
        `${orders(today)} paid today, ${more} more than last ${weekday} by the same time.`,
      fewer: (today: string, fewer: string, weekday: string) =>
        `${orders(today)} paid today, ${fewer} fewer than last ${weekday} by the same time.`,
      same: (today: string, weekday: string) =>
        `${orders(today)} paid today, as many as last ${weekday} by the same time.`,
      unknown: (today: string) => `${orders(today)} paid today.`,
      definition:
        'Counted when they were paid (Shanghai time), also those refunded since. The hour that runs is not over, and paler; the comparison goes to the same minute.',
    },
    sales: {
      label: 'Sales, day by day',
      paid: 'Paid',
      orders: 'Orders paid',
      refunded: 'Refunded',
      completed: 'Released to brands',
      newBuyers: 'First-time buyers',
      day: 'Day',
      summary: (total: string, refunded: string, best: string, day: string) =>
        `${total} paid and ${refunded} refunded; the best day was ${day} with ${best}.`,
      nothing: 'Nothing was paid in this time.',
      definition:
        'A payment counts on the day it was made, a refund on the day it arrived (Shanghai time); they need not be of the same orders. Today is not over.',
    },
    path: {
      step: 'Step',
      orders: 'Orders',
      share: 'Of placed',
      steps: {
        placed: 'Placed',
        paid: 'Paid',
        shipped: 'Shipped',
        received: 'Received',
        completed: 'Completed',
      },
      waiting: {
        placed: (count: string) => `${count} may still be paid`,
        paid: (count: string) => `${count} to ship`,
        shipped: (count: string) => `${count} on the way`,
        received: (count: string) => `${count} to be released`,
        completed: () => '',
      },
      dropped: {
        placed: (count: string) => `${count} closed unpaid`,
        paid: (count: string) => `${count} refunded before they were sent`,
        shipped: (count: string) => `${count} refunded before they arrived`,
        received: (count: string) => `${count} refunded before the release`,
        completed: (count: string) => `${count} of them refunded since`,
      },
      stillWaiting: 'Still under way',
      stopped: 'Went no further',
      summary: (placed: string, paid: string, completed: string) =>
        `Of ${placed} placed, ${paid} were paid and ${completed} are completed.`,
      nothing: 'Nobody ordered in this time.',
      definition:
        'Orders placed on these days (Shanghai time), each counted once, and how far they have come by now. An order refunded in part goes on.',
    },
    cohorts: {
      month: 'First order',
      members: 'Members',
      sameMonth: 'same',
      after: (months: string) => `+${months} mo`,
      caption: 'Share that ordered again, by month of the first order',
      countsCaption: 'Members who ordered again, by month of the first order',
      cell: (month: string, again: string, members: string) =>
        `${month}: ${again} of ${members} ordered again`,
      summary: (again: string, members: string, share: string) =>
        `Of ${members} members whose next month is over, ${again} (${share}) ordered again in it.`,
      tooEarly:
        'No first buyer has had a whole month since; it is too early to say who comes back.',
      nothing: 'Nobody has paid yet.',
      definition:
        'The first order is the first a member paid (months by Shanghai time). The column of the same month counts another paid order in it, +n at least one in the nth month after it, also if refunded since. Dashed months are not over; rows of fewer than 20 members say little and are grey.',
    },
    noReports: 'Your role does not see the figures.',
  },
)
