/** One-time codes of an authenticator app (RFC 6238): six digits, 30 seconds, one step either side. */
import { Secret, TOTP } from 'otpauth'

const periodS = 30
const window = 1

/** A fresh shared secret in base32, as apps take it. */
export const newTotpSecret = () => new Secret({ size: 20 }).base32

export const totpUri = (login: string, secret: string) => totpOf(secret, login).toString()

/**
 * The time step whose code this is, or null. A step is taken only after `lastStep`, so that a code
 * that was seen by somebody else does not work a second time.
 */
export function acceptedStep(
  secret: string,
  code: string,
  moment: { now: Date; lastStep: number },
): number | null {
  const timestamp = moment.now.getTime()
  const delta = totpOf(secret).validate({ token: code, timestamp, window })
  if (delta === null) return null
  const step = Math.floor(timestamp / 1_000 / periodS) + delta
  return step > moment.lastStep ? step : null
}

/** The code an app shows at this moment: for programs that sign in as staff. */
export const totpCode = (secret: string, now: Date) =>
  totpOf(secret).generate({ timestamp: now.getTime() })

const totpOf = (secret: string, login = '') =>
  new TOTP({ issuer: 'Tessera', label: login, secret, period: periodS, digits: 6 })
