/** How staff look after the pictures of a product. Each act is audited with it. */
import { randomUUIDv7 } from 'node:crypto'
import { z } from 'zod'
import { auditStaff } from '#platform/audit.ts'
import { route } from '#platform/route.ts'
import * as errors from './errors.ts'
import { exampleConsoleProduct, examplePicture } from './examples.ts'
import { getProductForStaff } from './find-product.ts'
import { addUpload, arrangePictures, picturesMax } from './picture.ts'
import { pictureBytesMax, readUpload } from './picture-upload.ts'
import { ConsoleProduct, Title, Version } from './product.ts'

const ProductParams = z.object({ productId: z.uuid() })

export const postPicture = route({
  method: 'POST',
  path: '/console/products/:productId/pictures',
  summary: 'Add a picture (JPEG, PNG, WebP or AVIF) behind the others',
  auth: 'staff:catalog.edit',
  params: ProductParams,
  upload: { bytesMax: pictureBytesMax, read: readUpload },
  answers: [201, ConsoleProduct],
  errors: [
    errors.productNotFound,
    errors.notAPicture,
    errors.pictureTooLarge,
    errors.tooManyPictures,
  ],
  takesLong: true,
  example: { answer: { ...exampleConsoleProduct, pictures: [examplePicture] } },
  handle: async (call) => {
    const { tx, params, upload: files, now } = call
    const pictureId = randomUUIDv7()
    await addUpload(tx, { ...params, id: pictureId, files, now })
    await auditStaff(call, 'catalog.add_picture', `product:${params.productId}`, { pictureId })
    return getProductForStaff(tx, params.productId, now)
  },
})

export const putPictures = route({
  method: 'PUT',
  path: '/console/products/:productId/pictures',
  summary:
    'Show these pictures of a product in this order, as it was seen at `version`; what is left out is ' +
    'taken away, and put back by naming it again',
  auth: 'staff:catalog.edit',
  params: ProductParams,
  body: z.object({
    version: Version,
    pictures: z
      .array(
        z.object({
          url: z.string().regex(/^\/pictures\/[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/),
          altZh: Title,
          altEn: Title,
        }),
      )
      .max(picturesMax),
  }),
  answers: [200, ConsoleProduct],
  errors: [
    errors.productNotFound,
    errors.staleVersion,
    errors.pictureNotFound,
    errors.tooManyPictures,
  ],
  example: {
    body: { version: 2, pictures: [examplePicture] },
    answer: { ...exampleConsoleProduct, pictures: [examplePicture] },
  },
  handle: async (call) => {
    const { tx, params, body, now } = call
    await arrangePictures(tx, { ...params, ...body, now })
    const urls = body.pictures.map(({ url }) => url)
    const { version } = body
    await auditStaff(call, 'catalog.arrange_pictures', `product:${params.productId}`, {
      version,
      urls,
    })
    return getProductForStaff(tx, params.productId, now)
  },
})
