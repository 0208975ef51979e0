/** Phone numbers: one spelling (E.164) for each, +86 when no country is said, and a mask to show. */
import { z } from 'zod'

/** `138 0013 8000`, `0086-13800138000` and `＋８６…` are all `+8613800138000`; null is no phone. */
export function normalisePhone(text: string): string | null {
  const digits = text.normalize('NFKC').replace(/[\s()./-]/g, '')
  const spelled = digits.replace(/^00/, '+').replace(/^86(?=1\d{10}$)/, '+86')
  const phone = spelled.startsWith('+') ? spelled : `+86${spelled}`
  if (phone.startsWith('+86')) return /^\+861[3-9]\d{9}$/.test(phone) ? phone : null
  return /^\+[1-9]\d{6,14}$/.test(phone) ? phone : null
}

/** Enough for its owner to know it again: `138****8000`, `+44****4567`. */
export function maskPhone(phone: string): string {
  const start = phone.startsWith('+86') ? phone.slice(3, 6) : phone.slice(0, 3)
  return `${start}****${phone.slice(-4)}`
}

/** Takes any spelling and gives E.164. */
export const Phone = z
  .string()
  .max(40)
  .transform((text, context) => {
    const phone = normalisePhone(text)
    if (phone) return phone
    context.addIssue({ code: 'custom', message: 'not a mobile phone number' })
    return z.NEVER
  })
