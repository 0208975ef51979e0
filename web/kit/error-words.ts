/**
 * What each error code means to a person, and what to do about it. A test walks all codes of the server
 * and finds none missing.
 */
import type { Language } from './i18n.ts'

type Told = readonly [zh: string, en: string]

const ourFault: Told = [
  '我们这边出错了，已经记录下来。',
  'Something went wrong on our side. It has been recorded.',
]

const told: Record<string, Told> = {
  // Segments
  segment_not_found: ['没有这个人群。', 'There is no such segment.'],
  segment_name_taken: [
    '已有同名的人群，请换一个名称。',
    'Another segment has this name. Choose a different one.',
  ],
  rule_too_large: [
    '规则太长：最多 50 个条件、5 层分组。',
    'The rule is too long: 50 conditions and 5 levels of groups at most.',
  ],
  rule_names_itself: [
    '这条规则绕了一圈又引用了自己，请去掉其中一个人群。',
    'The rule comes back to this segment through the segments it names. Take one of them out.',
  ],
  too_many_segments: [
    '人群数量已达上限，请先归档一个。',
    'There are as many segments as can be kept current. Archive one first.',
  ],

  // The browser's own, and what any route may answer
  offline: [
    '网络不太好，没有收到回复。请重试，不会重复提交。',
    'No answer came. Try again; nothing is done twice.',
  ],
  no_answer: [
    '服务暂时没有回应，请稍后重试。',
    'The service did not answer. Try again in a moment.',
  ],
  bug: ourFault,
  unavailable: [
    '服务正忙，请稍后重试，不会重复提交。',
    'The service is busy. Try again; nothing is done twice.',
  ],
  invalid_input: [
    '填写的内容有误，请检查后再提交。',
    'Something is not filled in as it should be. Please check it.',
  ],
  not_found: ['找不到要看的内容。', 'There is no such thing here.'],
  not_signed_in: ['请先登录。', 'Please sign in first.'],
  not_allowed: ['您没有权限进行此操作。', 'You are not allowed to do this.'],
  too_many_requests: ['操作太频繁，请稍等片刻。', 'That was too often. Please wait a moment.'],
  cross_site: [
    '请求来自其他网站，已被拒绝。',
    'The request came from another site and was refused.',
  ],
  too_large: ['提交的内容太大。', 'What was sent is too large.'],
  not_json: ['提交的格式不对。', 'What was sent has the wrong format.'],
  too_slow: ['网络太慢，内容没有传完，请重试。', 'The line was too slow. Please send it again.'],
  idempotency_key_missing: ['请刷新页面后重试。', 'Please reload the page and try again.'],
  idempotency_key_reused: [
    '页面已过期，请刷新后重试。',
    'This page is out of date. Reload it and try again.',
  ],
  idempotency_key_running: [
    '上一次提交还在处理中，请稍等。',
    'Your first try is still being worked on. Please wait.',
  ],
  template_not_found: ['没有这段文案。', 'There are no such words.'],
  outreach_not_found: ['没有这次群发。', 'There is no such message.'],
  outreach_ended: ['这次群发已经结束。', 'It is not being sent any more.'],
  nobody_to_reach: ['没有可以发送的人。', 'There is nobody to whom this could be sent.'],
  count_differs: [
    '人数有变化，请看过新的数字再确认。',
    'The number of members is another one now. Look again and confirm it.',
  ],
  unsubscribe_link_wrong: [
    '链接不完整或已过期，请登录后在“通知设置”中关闭。',
    'This link is not complete or too old. Sign in and end it in your message settings.',
  ],
  board_not_found: ['没有这个板块。', 'There is no such board.'],
  board_closed: ['这个板块不再接受新成员。', 'Nobody joins this board any more.'],
  board_conditions: ['还不符合加入的条件。', 'What this board asks for is not met yet.'],
  not_in_board: ['您不在这个板块里。', 'You are not in this board.'],
  board_code_taken: ['另一个板块已用了这个代号。', 'Another board has this code.'],
  push_not_found: ['这条群发已经结束。', 'This message is over already.'],
  journey_not_found: ['没有这个旅程。', 'There is no such journey.'],
  journey_state: ['旅程已到另一步，请刷新页面。', 'The journey has moved on. Reload the page.'],
  journey_cannot_run: ['旅程还不能启动，请检查各步。', 'The journey cannot run as it stands.'],
  control_needs_reason: [
    '不留对照组就无法知道旅程是否有用。请写明原因（至少 10 个字）。',
    'Without people to compare with nobody can tell what it brings. Say why, in ten characters or more.',
  ],
  import_not_found: ['没有这次导入。', 'There is no such import.'],
  import_state: ['导入已到另一步，请刷新页面。', 'The import has moved on. Reload the page.'],
  import_part: [
    '文件的这一部分与之前不同，请重新上传。',
    'This part of the file differs from before. Please upload it anew.',
  ],
  import_too_large: [
    '文件太大，一次最多导入 320 MB。请分成几份，每份都带列名。',
    'The file is too large: 320 MB at most. Divide it, with the row of titles in each part.',
  ],
  import_columns: [
    '请指明用哪一列认人：手机、邮箱、会员卡或微信。',
    'Say by which column people are recognised: phone, e-mail, store card or WeChat.',
  ],
  import_unreadable: [
    '读不了这个文件，请存为 CSV 或 XLSX。',
    'This file cannot be read. Save it as CSV or XLSX.',
  ],
  sheet_broken: ['这个 XLSX 文件已损坏，请重新保存。', 'The workbook is damaged. Save it again.'],
  sheet_too_large: [
    '这个 XLSX 文件太大或展开后太大，请存为 CSV。',
    'The workbook is too long, or unpacks to too much. Save it as CSV.',
  ],
  // Members and staff
  too_many_codes: [
    '验证码请求过于频繁，请稍后再试。',
    'Too many codes were asked for. Please wait before the next.',
  ],
  code_wrong: ['验证码不正确。', 'The code is wrong.'],
  code_over: ['验证码已失效，请重新获取。', 'This code no longer works. Ask for a new one.'],
  too_many_facts: ['一次提交的记录太多。', 'Too many facts were told at once.'],
  member_not_found: ['找不到这位会员。', 'There is no such member.'],
  tag_not_found: [
    '没有这个标签，可能已被去掉。',
    'There is no such tag here; it may be gone already.',
  ],
  tag_refused: [
    '会员自己删除过这个标签，不能再加。',
    'The member took this tag away. It is not set again.',
  ],
  too_many_tags: ['一个人最多 200 个标签。', 'A person has 200 tags at most.'],
  tag_rule_not_found: ['没有这条规则，可能已结束。', 'There is no such rule; it may have ended.'],
  tag_rule_exists: [
    '这个标签已有规则。请先结束它。',
    'There is a rule for this tag already. End it first.',
  ],
  tag_rule_circle: [
    '这个人群本身要看这个标签，会绕成一圈。',
    'The segment asks for this tag itself, so the rule would go in a circle.',
  ],
  merge_not_found: [
    '没有这条合并，或已经撤销。',
    'There is no such merge, or it was undone already.',
  ],
  proposal_not_found: ['这条待确认的合并已经处理过了。', 'This proposal has been decided already.'],
  merge_refused: [
    '不能合并：两边是同一个人，或其中一位已注销账号。',
    'These cannot be joined: they are one person, or one of them closed the account.',
  ],
  identity_not_found: [
    '没有这条登录方式或识别信息，可能已经移除。',
    'There is no such entry any more. It may have been removed.',
  ],
  identity_refused: [
    '填写的内容不对，或这是另一个手机号：更多手机号需会员本人用验证码添加。',
    'It is not valid, or a further phone, which only the member can add with a code.',
  ],
  last_phone: [
    '这是唯一能登录的手机号，请先添加另一个再移除。',
    'This is the only phone to sign in with. Add another one before you remove it.',
  ],
  address_not_found: ['找不到这个收货地址。', 'There is no such address.'],
  message_not_found: ['找不到这条消息。', 'There is no such message.'],
  too_many_addresses: [
    '收货地址数量已达上限，请先删除一个。',
    'You have as many addresses as can be kept. Delete one first.',
  ],
  password_too_weak: [
    '密码太简单，请换一个更长的。',
    'The password is too weak. Choose a longer one.',
  ],
  sign_in_refused: ['账号、密码或动态码不正确。', 'The name, password or code is not right.'],
  password_wrong: ['密码不正确。', 'The password is wrong.'],
  totp_wrong: ['动态码不正确。', 'The one-time code is wrong.'],
  enrolment_over: ['这个设置链接已失效。', 'This enrolment is over.'],
  login_taken: ['这个账号名已被使用。', 'This login is taken.'],
  staff_not_found: ['找不到这位员工。', 'There is no such member of staff.'],
  last_owner: ['至少要保留一位所有者。', 'At least one owner must remain.'],
  set_up_link_wrong: [
    '这个开店链接不对或已过期。重新启动程序会打印新的链接。',
    'This set-up link is wrong or too old. Start the program again: it prints a new one.',
  ],
  set_up_over: ['店铺已有所有者，请直接登录。', 'The shop has its owner already. Sign in instead.'],
  second_factor_missing: [
    '请重新绑定验证器应用；绑定结果一小时内有效。',
    'Set up the authenticator app again; what was set up counts for an hour.',
  ],
  // Catalogue
  csv_unreadable: [
    '读不出这个文件。请另存为 CSV（UTF-8 或 GBK）后重试；Excel 工作簿不能直接导入。',
    'This file cannot be read. Save it as CSV in UTF-8 or GBK; a workbook is not one.',
  ],
  csv_columns: [
    '第一行须是列名，至少要有“品牌”和“编码”，且不能重复。',
    'The first line must name the columns, with brand and code among them, and none twice.',
  ],
  csv_too_long: [
    '文件太大：最多 10 万行、64 MB，请拆成几份。',
    'The file is too long: at most 100,000 rows and 64 MB. Split it.',
  ],
  picture_not_found: ['找不到这张图片。', 'There is no such picture.'],
  not_a_picture: [
    '这不是可用的图片，或者文件已损坏。请使用 JPEG、PNG、WebP 或 AVIF。',
    'This is no picture we can use, or it is damaged. Use JPEG, PNG, WebP or AVIF.',
  ],
  picture_too_large: [
    '图片太大：不能超过 10 MB，也不能超过 5000 万像素。',
    'The picture is too large: at most 10 MB and 50 million pixels.',
  ],
  too_many_pictures: ['一件商品最多 12 张图片。', 'A product has at most 12 pictures.'],
  product_not_found: [
    '商品不存在或已下架。',
    'There is no such product, or it is no longer on sale.',
  ],
  sku_not_found: ['这款规格已下架。', 'This article is no longer on sale.'],
  brand_not_found: ['找不到这个品牌。', 'There is no such brand.'],
  category_not_found: ['找不到这个分类。', 'There is no such category.'],
  stale_version: [
    '内容已被他人修改，请重新查看。',
    'Somebody changed this meanwhile. Look at it again.',
  ],
  sku_code_taken: ['该品牌已有相同货号的规格。', 'The brand has another article with this code.'],
  slug_taken: ['这个分类地址已被使用。', 'Another category has this address.'],
  category_too_deep: ['分类最多两级。', 'Categories have two levels at most.'],
  nothing_to_sell: [
    '上架商品至少要有一个在售规格。',
    'A product on sale needs at least one variant on sale.',
  ],
  stock_too_low: ['可动用的库存不足。', 'Not so many are left that are neither sold nor held.'],
  // Buying and paying
  order_not_found: ['找不到这笔订单。', 'There is no such order.'],
  cart_full: ['购物车已满，请先移除一些商品。', 'The cart is full. Take something out first.'],
  sold_out: [
    '库存不足，请减少数量或选择其他商品。',
    'There is not enough left. Take fewer, or something else.',
  ],
  price_changed: [
    '价格有变动，请确认新价格后再下单。',
    'A price has changed. Check it and confirm again.',
  ],
  order_too_large: ['订单金额过大，请分开下单。', 'The order is too large. Please split it.'],
  duplicate_line: ['同一商品出现了两次。', 'An article stands in two lines.'],
  coupon_not_found: ['优惠码不存在。', 'There is no such coupon.'],
  coupon_not_usable: ['这张优惠券不能用于当前订单。', 'This coupon cannot be used for this order.'],
  coupon_gone: ['优惠券已被领完。', 'This coupon is used up.'],
  member_limit: ['已达到每人限购数量。', 'You have reached the limit per person.'],
  order_state: [
    '订单当前状态不支持此操作，请刷新查看。',
    'The order has moved on; this is not possible now.',
  ],
  already_paid: ['这笔订单已付款。', 'This order is paid already.'],
  payment_refused: ['付款未成功，请换一种方式。', 'The payment was refused. Try another way.'],
  sale_not_found: ['找不到这场限时抢购。', 'There is no such flash sale.'],
  sale_state: ['这场限时抢购已结束。', 'This flash sale has ended.'],
  // Refunds and disputes
  dispute_open: [
    '争议处理期间，订单暂时冻结。',
    'A dispute is open; nothing moves until it is decided.',
  ],
  return_window_closed: [
    '七天无理由退货期已过，仍可选择其他原因申请。',
    'The seven days for a return without a reason are over.',
  ],
  after_sale_over: ['售后期限已过。', 'The time for refunds and disputes is over.'],
  release_under_way: [
    '货款正在交给品牌，请稍后再试。',
    'The money is just being released. Try again in a moment.',
  ],
  refund_exceeds: ['退款数量超出可退范围。', 'More than is left of it cannot be refunded.'],
  refund_not_found: ['找不到这笔退款。', 'There is no such refund.'],
  refund_state: ['这笔退款已处理。', 'This refund was decided already.'],
  dispute_not_found: ['找不到这个争议。', 'There is no such dispute.'],
  dispute_state: ['这个争议已处理。', 'This dispute was decided already.'],
  // Running the shop
  receiver_limit: [
    '收款方暂时无法退回这笔款项，已转人工处理。',
    'The receiver cannot give this back now; a case was opened.',
  ],
  notice_refused: ['支付通知未通过验证。', 'The notice is not from the institution, or too old.'],
  notice_mismatch: [
    '支付通知与订单不符，已转人工处理。',
    'The notice does not fit what was asked; a case was opened.',
  ],
  nothing_to_pay_out: ['没有可结算的款项。', 'There is nothing to pay out.'],
  day_to_come: ['这一天还没有开始。', 'This day has not begun yet.'],
  case_not_found: ['没有这条未处理的异常。', 'There is no such open case.'],
  reconciliation_not_found: ['没有这次对账。', 'There is no such reconciliation.'],
  institution_unreachable: [
    '支付机构暂时没有回应，请稍后再试。',
    'The payment institution gives no answer just now. Try again later.',
  ],
  code_taken: ['这个优惠码已被使用。', 'This code is in use.'],
  coupon_too_generous: ['优惠金额必须低于使用门槛。', 'A coupon must leave something to pay.'],
  sale_overlaps: ['该商品在这段时间已有抢购。', 'The article has another flash sale in this time.'],
  sale_price: [
    '抢购价必须低于日常价。',
    'The price of a flash sale must be below the regular one.',
  ],
  wrong_term: ['结束时间必须晚于开始时间。', 'The end must come after the beginning.'],

  // Traffic
  channel_not_found: ['没有这个渠道。', 'There is no such channel.'],
  campaign_not_found: ['没有这个活动。', 'There is no such campaign.'],
  link_not_found: ['没有这条链接。', 'There is no such link.'],
  name_taken: [
    '这个名称已经用过了，请换一个。',
    'Another one has this name. Choose a different one.',
  ],
  channel_closed: [
    '渠道已停用，不能再生成链接。可以先重新启用。',
    'This channel is closed and takes no new links. Open it again first.',
  ],
  traffic_changed: [
    '刚刚有人改过了，请刷新后再改。',
    'Somebody changed this meanwhile. Look at it again, then change it.',
  ],
  wrong_days: [
    '日期不对：活动不能早于开始就结束，费用只能记到今天。',
    'These days cannot be: a campaign ends after it starts, and a cost is of today or before.',
  ],
  source_rule_taken: ['这个来源已经有规则了。', 'There is a rule for this source already.'],
  invite_terms_missing: ['邀请还没有开放。', 'Invitations are not open yet.'],
  invite_not_refused: [
    '这位新人没有可以排除的疑点。',
    'There is no suspicion here that can be set aside.',
  ],
  levels_limited: [
    '只能奖励一层：不能因为别人带来的人而得到奖励。',
    'One level only: nobody may be rewarded for whom others brought.',
  ],
  cost_columns: [
    '第一行要有列名，至少包括日期、渠道、费用，且不能重复。',
    'The first line must name the columns, with day, channel and cost, and none twice.',
  ],
  cost_file_too_long: [
    '文件太大：最多 2 万行、4 MB。',
    'The file is too long: at most 20,000 rows and 4 MB.',
  ],
}

/** The words for a code; for one that is not known here, those for a fault of ours. */
export function errorText(code: string, language: Language): string {
  const [zh, en] = told[code] ?? ourFault
  return language === 'zh' ? zh : en
}

export const toldCodes = Object.keys(told)
