/** How a seal travels: four headers, on requests, answers and notices alike. */
import type { IncomingHttpHeaders } from 'node:http'
import type { Seal } from '#platform/signed-message.ts'

export const sealHeaders = (seal: Seal) => ({
  'sandbox-timestamp': seal.timestamp,
  'sandbox-nonce': seal.nonce,
  'sandbox-serial': seal.serial,
  'sandbox-signature': seal.signature,
})

export const readSeal = (headers: IncomingHttpHeaders) => ({
  timestamp: headers['sandbox-timestamp'],
  nonce: headers['sandbox-nonce'],
  serial: headers['sandbox-serial'],
  signature: headers['sandbox-signature'],
})
