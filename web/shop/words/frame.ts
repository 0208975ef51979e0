/** The words around every page of the shop. */
import { dictionary } from '#web/kit/i18n.ts'

export const frameWords = dictionary(
  {
    demo: '演示商城：付款走沙箱，不会动用真实资金。',
    demoSource:
      '演示数据来源：Online Retail II（UCI，CC BY 4.0）；店名、中文标题、分类与品牌名为演示而拟。',
    nav: { main: '主导航', home: '首页', cart: '购物车', orders: '订单', me: '我的' },
    search: { label: '搜索商品', go: '搜索', hint: '搜商品，中英文均可' },
  },
  {
    demo: 'Demo shop: sandbox payments, no real money.',
    demoSource:
      'Demo data: Online Retail II (UCI, CC BY 4.0). The shop’s name, Chinese titles, categories and brands were made for the demo.',
    nav: { main: 'Main', home: 'Home', cart: 'Cart', orders: 'Orders', me: 'Me' },
    search: { label: 'Search products', go: 'Search', hint: 'Search products' },
  },
)
