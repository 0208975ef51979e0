/** One product for the reference page. */
export const exampleId = '0197a1b2-0000-7000-8000-000000000001'

const brand = { id: exampleId, nameZh: '示例品牌', nameEn: 'Example Brand', madeUp: true }

export const exampleCategory = {
  id: exampleId,
  slug: 'kitchen',
  nameZh: '厨房用品',
  nameEn: 'Kitchen',
  parentId: null,
}

/** One of a product; its address is that of its bytes. */
export const examplePicture = {
  url: `/pictures/${exampleId}`,
  altZh: '红色波点马克杯',
  altEn: 'Red retrospot mug',
}

export const exampleCard = {
  id: exampleId,
  titleZh: '红色波点马克杯',
  titleEn: 'Red retrospot mug',
  titleZhMadeBy: 'script' as const,
  brand,
  categoryId: exampleId,
  priceFromFen: 295,
  priceToFen: 295,
  available: 42,
  picture: null,
}

export const exampleSku = {
  id: exampleId,
  code: '21071',
  name: '',
  soldBy: 'piece' as const,
  priceFen: 295,
  available: 42,
}

export const exampleProduct = {
  id: exampleId,
  titleZh: exampleCard.titleZh,
  titleEn: exampleCard.titleEn,
  titleZhMadeBy: exampleCard.titleZhMadeBy,
  descriptionZh: '',
  descriptionEn: '',
  brand,
  category: exampleCategory,
  skus: [exampleSku],
  pictures: [],
  publishedAt: '2026-11-20T04:00:00.000Z',
}

export const exampleConsoleProduct = {
  ...exampleProduct,
  skus: [{ ...exampleSku, status: 'on_sale', version: 1, priceFrom: '2026-11-20T04:00:00.000Z' }],
  status: 'on_sale',
  version: 2,
  createdAt: '2026-11-19T04:00:00.000Z',
}
