/** The words of the first page: how the shop does today. */
import { dictionary } from '#web/kit/i18n.ts'

export const homeWords = dictionary(
  { chart: { asTable: '以表格查看' } },
  { chart: { asTable: 'Show as a table' } },
)
