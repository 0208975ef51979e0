/** How a sign-in code reaches its phone. A code leaves the program here and nowhere else. */
import type { Writable } from 'node:stream'
import { maskPhone } from './phone.ts'

export type CodeSender = {
  /** `phone` in E.164. */
  send(phone: string, code: string): Promise<void>
}

/** One line on the standard output: for the demo and for trying things out. */
export function createConsoleSender(out: Writable = process.stdout): CodeSender {
  return {
    send: async (phone, code) => void out.write(`sign-in code for ${maskPhone(phone)}: ${code}\n`),
  }
}

declare module '#platform/route.ts' {
  interface Services {
    codeSender: CodeSender
  }
}
