import { domainError } from '#platform/errors.ts'

export const importNotFound = domainError('import_not_found', 404, 'There is no such import.')
export const importState = domainError(
  'import_state',
  409,
  'The import is not at the point where this can be done.',
)
export const importPart = domainError(
  'import_part',
  409,
  'This part of the file is not of the length it should be, or is another than before.',
)
export const importTooLarge = domainError(
  'import_too_large',
  413,
  'The file is longer than one import may be. Divide it, with the row of titles in each part.',
)
export const importColumns = domainError(
  'import_columns',
  422,
  'Say in which column people can be recognised: phone, e-mail, store card or WeChat.',
)
export const importUnreadable = domainError(
  'import_unreadable',
  422,
  'The file cannot be read: it is neither a table as text (CSV) nor an XLSX workbook.',
)
export const sheetBroken = domainError('sheet_broken', 422, 'The XLSX workbook is damaged.')
export const sheetTooLarge = domainError(
  'sheet_too_large',
  422,
  'The XLSX workbook is longer, or unpacks to more, than can be read. Save it as CSV.',
)
