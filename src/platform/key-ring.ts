/**
 * Ed25519 keys in files. A folder holds one side's keys: `<serial>.private.pem` (only its owner has
 * it, mode 600) and `<serial>.public.pem`. Every public key in the folder is valid, so keys rotate
 * with overlap: add one, give its public half to the other side, later remove the old files. The
 * newest serial signs. The folder is looked at again when it changed, so nothing needs a restart.
 */
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { mkdirSync, readFileSync, readdirSync, renameSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'

export type SigningKey = { serial: string; key: KeyObject }
export type Signer = { current(): SigningKey }
export type KeyRing = { find(serial: string): KeyObject | undefined }

/** This side's own keys; makes the first when there is none. */
export function openSigner(folder: string): Signer {
  const privateKeys = watchKeys(folder, '.private.pem', createPrivateKey)
  if (privateKeys().size === 0) addKey(folder, new Date())
  return {
    current: () => {
      const newest = [...privateKeys()].reduce((a, b) => (a[0] > b[0] ? a : b))
      return { serial: newest[0], key: newest[1] }
    },
  }
}

/** The other side's public keys; the folder may still be empty. */
export function openKeyRing(folder: string): KeyRing {
  const publicKeys = watchKeys(folder, '.public.pem', createPublicKey)
  return { find: (serial) => publicKeys(serial).get(serial) }
}

/**
 * Makes a pair that signs from now on, and returns its serial: the time, then the key's
 * fingerprint.
 */
export function addKey(folder: string, now: Date): string {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const fingerprint = createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex')
  const serial = `${now.toISOString().replaceAll(/[-:.]/g, '')}-${fingerprint.slice(0, 12)}`
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  // The public half first: nobody may meet a signature whose key is not there yet.
  const publicPem = publicKey.export({ type: 'spki', format: 'pem' })
  const privatePem = privateKey.export({ type: 'pkcs8', format: 'pem' })
  writeWhole(path.join(folder, `${serial}.public.pem`), publicPem, 0o644)
  writeWhole(path.join(folder, `${serial}.private.pem`), privatePem, 0o600)
  return serial
}

/** A reader never sees half a file. */
function writeWhole(file: string, text: string, mode: number) {
  writeFileSync(`${file}.new`, text, { mode, flag: 'wx' })
  renameSync(`${file}.new`, file)
}

const staleAfterMs = 60_000

/** Reads the folder when it changed, when a serial is missing, and once a minute in any case. */
function watchKeys(folder: string, ending: string, read: (pem: Buffer) => KeyObject) {
  let keys = new Map<string, KeyObject>()
  let changedAtMs = -1
  let readAtMs = -Infinity
  return (wanted?: string) => {
    const nowMs = performance.now()
    const isMissing = wanted !== undefined && !keys.has(wanted) && nowMs - readAtMs > 100
    const folderMs = statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? 0
    if (isMissing || folderMs !== changedAtMs || nowMs - readAtMs > staleAfterMs) {
      keys = folderMs === 0 ? new Map() : readKeys(folder, ending, read)
      changedAtMs = folderMs
      readAtMs = nowMs
    }
    return keys
  }
}

function readKeys(folder: string, ending: string, read: (pem: Buffer) => KeyObject) {
  const names = readdirSync(folder).filter((name) => name.endsWith(ending))
  return new Map(
    names.map((name) => [
      name.slice(0, -ending.length),
      read(readFileSync(path.join(folder, name))),
    ]),
  )
}
