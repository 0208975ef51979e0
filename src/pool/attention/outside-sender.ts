/**
 * How a message leaves the program, by text message or e-mail: the contract of every adapter, and the
 * one that writes a line instead. An adapter is called at most once for a key; an institution that
 * knows keys may use it to refuse a second one.
 */
import type { Writable } from 'node:stream'

export type OutsideMessage = {
  /** The message's id. */
  key: string
  /** A phone in E.164, or an e-mail address. */
  to: string
  /** Who sends it: the shop's name. */
  sender: string
  title: string
  body: string
  /** An address of the shop, or null. */
  url: string | null
  /** Ends these messages without signing in. */
  unsubscribeUrl: string
}

export type OutsideSender = {
  /** `failed` is for good: the address takes nothing. Anything thrown leaves it unknown. */
  send(message: OutsideMessage): Promise<'sent' | 'failed'>
}

export type OutsideSenders = Record<'sms' | 'email', OutsideSender>

/** One line on the standard output, which never has the address nor the words. */
export function createConsoleSenders(out: Writable = process.stdout): OutsideSenders {
  const sender = (channel: string, address: RegExp): OutsideSender => ({
    send: async ({ key, to }) => {
      const isAddress = address.test(to)
      out.write(`${channel} ${key} ${isAddress ? `to ${maskAddress(to)}` : 'has no address'}\n`)
      return isAddress ? 'sent' : 'failed'
    },
  })
  return {
    sms: sender('text message', /^\+\d{8,15}$/),
    email: sender('e-mail', /^[^\s@]+@[^\s@]+$/),
  }
}

/** Enough to tell two apart. */
const maskAddress = (to: string) =>
  to.includes('@') ? `${to.slice(0, 1)}***${to.slice(to.indexOf('@'))}` : `***${to.slice(-2)}`

declare module '#platform/route.ts' {
  interface Services {
    outsideSenders: OutsideSenders
  }
}
