/** Imports as tests make them, and XLSX workbooks of a few cells. */
import { randomUUIDv7 } from 'node:crypto'
import { crc32, deflateRawSync } from 'node:zlib'
import type { Db } from '#platform/db.ts'
import type { Vault } from '#platform/vault.ts'
import type { Mapping } from './columns.ts'
import { packPart, partBytes } from './import-file.ts'
import * as imports from './member-import.ts'
import { createImporter } from './work-imports.ts'

export const now = new Date('2026-11-20T04:00:00Z')

export async function upload(db: Db, vault: Vault, file: Buffer | string): Promise<string> {
  const bytes = Buffer.from(file)
  const wanted = { bytes: bytes.length, staffId: randomUUIDv7(), now }
  const importId = await db.begin((tx) => imports.createImport(tx, wanted))
  for (let number = 0; number * partBytes < bytes.length; number++) {
    const part = await packPart(bytes.subarray(number * partBytes, (number + 1) * partBytes))
    await db.begin((tx) => imports.keepImportPart(tx, vault, { importId, number, part }))
  }
  return importId
}

/** Checks with the columns as guessed, or as given; the report of the check. */
export async function check(db: Db, vault: Vault, importId: string, given: Partial<Mapping> = {}) {
  const { guess } = await imports.previewImport(db, vault, importId)
  const mapping = { ...guess, ...given }
  await db.begin((tx) => imports.checkImport(tx, vault, { importId, mapping }))
  await workAll(db, vault)
  return imports.getImport(db, importId)
}

export async function bring(db: Db, vault: Vault, importId: string) {
  await db.begin((tx) => imports.startImport(tx, importId))
  await workAll(db, vault)
  return imports.getImport(db, importId)
}

export async function importAll(
  db: Db,
  vault: Vault,
  file: Buffer | string,
  given: Partial<Mapping> = {},
) {
  const importId = await upload(db, vault, file)
  await check(db, vault, importId, given)
  return bring(db, vault, importId)
}

export async function workAll(db: Db, vault: Vault): Promise<void> {
  const importer = createImporter(db, vault, () => now)
  while ((await importer.work()) > 0);
}

/** A ZIP of these entries; `declared` lies about how much an entry unpacks to. */
export function zipOf(
  entries: { name: string; text: string | Buffer; declared?: number }[],
): Buffer {
  const bodies: Buffer[] = []
  const directory: Buffer[] = []
  let at = 0
  for (const { name, text, declared } of entries) {
    const plain = Buffer.from(text)
    const packed = deflateRawSync(plain)
    const head = Buffer.alloc(30)
    head.writeUInt32LE(0x04034b50, 0)
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(8, 4)
    common.writeUInt32LE(crc32(plain), 10)
    common.writeUInt32LE(packed.length, 14)
    common.writeUInt32LE(declared ?? plain.length, 18)
    common.writeUInt16LE(Buffer.byteLength(name), 22)
    common.copy(head, 4)
    bodies.push(head, Buffer.from(name), packed)
    const entry = Buffer.alloc(46)
    entry.writeUInt32LE(0x02014b50, 0)
    common.copy(entry, 6)
    entry.writeUInt32LE(at, 42)
    directory.push(entry, Buffer.from(name))
    at += 30 + Buffer.byteLength(name) + packed.length
  }
  const list = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(entries.length, 8)
  end.writeUInt16LE(entries.length, 10)
  end.writeUInt32LE(list.length, 12)
  end.writeUInt32LE(at, 16)
  return Buffer.concat([...bodies, list, end])
}

export const workbook = (sheet: string, texts = ''): Buffer =>
  zipOf([
    { name: 'xl/workbook.xml', text: '<workbook/>' },
    { name: 'xl/sharedStrings.xml', text: `<sst>${texts}</sst>` },
    {
      name: 'xl/worksheets/sheet1.xml',
      text: `<worksheet><sheetData>${sheet}</sheetData></worksheet>`,
    },
  ])
