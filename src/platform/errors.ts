/**
 * Two kinds of failure. An expected "no" is a DomainError: it has a stable code that screens can
 * translate, and answers as problem+json (RFC 9457). Everything else is a bug and answers 500.
 */
export type Facts = Record<string, unknown>

export class DomainError extends Error {
  override name = 'DomainError'
  readonly code: string
  readonly status: number
  readonly facts: Facts
  readonly rule: string | undefined

  constructor(kind: ErrorKind, facts: Facts) {
    super(kind.message)
    this.code = kind.code
    this.status = kind.status
    this.rule = kind.rule
    this.facts = facts
  }
}

/** Call it to make the error: `throw outOfStock({ skuId })`. Facts hold ids and figures, no names. */
export type ErrorKind = {
  (facts?: Facts): DomainError
  readonly code: string
  readonly status: number
  readonly message: string
  readonly rule?: string
}

const kinds = new Map<string, ErrorKind>()

/** Declares an expected refusal. `rule` names the rule of law or of the house that refuses. */
export function domainError(
  code: string,
  status: number,
  message: string,
  options: { rule?: string } = {},
): ErrorKind {
  const kind: ErrorKind = Object.assign((facts: Facts = {}) => new DomainError(kind, facts), {
    code,
    status,
    message,
    ...options,
  })
  const known = kinds.get(code)
  if (known && (known.status !== status || known.message !== message))
    throw new Error(`the error code ${code} is declared twice`)
  kinds.set(code, kind)
  return kind
}

/** The error a stored refusal stands for. */
export function errorOfCode(code: string, facts: Facts): DomainError {
  const kind = kinds.get(code)
  if (!kind) throw new Error(`no error has the code ${code}`)
  return kind(facts)
}

/** All codes declared so far, for those who put them into words. */
export const declaredCodes = (): string[] => [...kinds.keys()]

export function isRefusal(error: unknown, kind?: ErrorKind): error is DomainError {
  return error instanceof DomainError && (!kind || error.code === kind.code)
}

export const invalidInput = domainError('invalid_input', 400, 'The request is not as it should be.')
export const notFound = domainError('not_found', 404, 'There is no such thing here.')
export const notSignedIn = domainError('not_signed_in', 401, 'Sign in first.')
export const notAllowed = domainError('not_allowed', 403, 'You may not do this.')
export const tooLarge = domainError('too_large', 413, 'The request is too large.')
export const notJson = domainError('not_json', 415, 'Send application/json.')
export const tooSlow = domainError('too_slow', 408, 'The request did not arrive in time.')
export const bug = domainError('bug', 500, 'Something went wrong on our side.')
export const tooManyRequests = domainError('too_many_requests', 429, 'Too many requests.')
export const crossSite = domainError('cross_site', 403, 'The request came from another site.')
export const keyMissing = domainError(
  'idempotency_key_missing',
  400,
  'This request needs an Idempotency-Key of 8 to 255 printable characters.',
)
export const keyReused = domainError(
  'idempotency_key_reused',
  422,
  'This Idempotency-Key was used for a request with other contents.',
)
export const keyRunning = domainError(
  'idempotency_key_running',
  409,
  'The first request with this Idempotency-Key is still running.',
)
export const unavailable = domainError(
  'unavailable',
  503,
  'The service cannot answer just now. Try again with the same Idempotency-Key.',
)
