/** Products from a CSV file: looked at first, then brought in. */
import { z } from 'zod'
import { Pieces, route } from '#platform/route.ts'
import { listBrands } from './brand.ts'
import { listCategories } from './category.ts'
import { csvColumns, csvTooLong, csvUnreadable } from './errors.ts'
import { ImportReport } from './import-report.ts'
import { fileBytesMax, productTemplate, readProductFile } from './product-csv.ts'
import { importProducts, previewImport } from './product-import.ts'
import type { Import } from './product-import.ts'

const upload = { bytesMax: fileBytesMax, read: readProductFile }
const errors = [csvUnreadable, csvColumns, csvTooLong]

export const postProductImportPreview = route({
  method: 'POST',
  path: '/console/product-import-previews',
  summary: 'What an import of this CSV file (packed with gzip or not) would do; nothing is written',
  auth: 'staff:catalog.edit',
  repeat: 'own', // it writes nothing
  takesLong: true,
  upload,
  answers: [200, ImportReport],
  errors,
  handle: ({ db, upload: file, now }) => previewImport(db, file, now),
})

export const postProductImport = route({
  method: 'POST',
  path: '/console/product-imports',
  summary:
    'Import products from a CSV file. Answers lines of JSON: `done` and `of` after each piece, and the ' +
    '`report` in the last; without it the import broke off, and the same file again finishes it',
  auth: 'staff:catalog.edit',
  repeat: 'own', // the same file again changes nothing
  takesLong: true,
  upload,
  streams: 'application/x-ndjson',
  answers: [200, Pieces],
  errors,
  handle: async ({ db, upload: file, now, actor: { staffId }, traceId }) =>
    linesOf(importProducts(db, { file, now, staffId, traceId } satisfies Import)),
})

async function* linesOf(work: ReturnType<typeof importProducts>): AsyncGenerator<string> {
  for (;;) {
    const { done, value } = await work.next()
    yield `${JSON.stringify(done ? { report: value } : value)}\n`
    if (done) return
  }
}

export const getProductImportTemplate = route({
  method: 'GET',
  path: '/console/product-imports/template.csv',
  summary: 'A file to fill in: the titles of the columns, and an example to write over',
  auth: 'staff:catalog.read',
  query: z.object({ language: z.enum(['zh', 'en']).default('zh') }),
  streams: 'text/csv',
  answers: [200, Pieces],
  handle: async ({ db, query: { language } }) => {
    const [[brand], [category]] = [await listBrands(db, { limit: 1 }), await listCategories(db)]
    const isZh = language === 'zh'
    const named = (thing: { nameZh: string; nameEn: string } | undefined) =>
      (isZh ? thing?.nameZh : thing?.nameEn) ?? ''
    return one(productTemplate(language, { brand: named(brand), category: category?.slug ?? '' }))
  },
})

async function* one(text: string): AsyncGenerator<string> {
  yield text
}
