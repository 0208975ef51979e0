/** Writing what must be the only one of its kind. */
import { isUniqueViolation, withSavepoint } from './db.ts'
import type { Tx } from './db.ts'
import type { DomainError } from './errors.ts'

/** Whoever comes second is told so by `taken`, and the transaction goes on. */
export async function writeUnique<T>(
  tx: Tx,
  taken: () => DomainError,
  write: () => Promise<T>,
): Promise<T> {
  try {
    return await withSavepoint(tx, write)
  } catch (error) {
    throw isUniqueViolation(error) ? taken() : error
  }
}
