/**
 * What a person told about themselves, or the shop was told: sealed, each with its source and its
 * day.
 */
import { z } from 'zod'
import type { Sql, Tx } from '#platform/db.ts'
import type { Vault } from '#platform/vault.ts'
import { touchMembers } from '../segment/touch-members.ts'

export const fieldNames = ['birthday', 'gender', 'city'] as const
export type FieldName = (typeof fieldNames)[number]
export const fieldSources = ['member', 'staff', 'import'] as const
export type FieldSource = (typeof fieldSources)[number]

const City = z
  .string()
  .trim()
  .min(1)
  .max(40)
  .regex(/^[^\p{Cc}\p{Zl}\p{Zp}\d]*$/u, 'is no name of a place')

/** A value of each field. */
export const FieldValue = {
  birthday: z.iso.date().refine((day) => day >= '1900-01-01', 'is too long ago'),
  gender: z.enum(['female', 'male', 'other']),
  city: City,
}

export type NewField = {
  personId: string
  field: FieldName
  value: string
  source: FieldSource
}
export type Field = { field: FieldName; value: string; source: FieldSource; setAt: Date }

/** Where a value is sealed for: whoever reads or writes one asks here. */
export const fieldPlace = (personId: string, field: FieldName) => ({
  table: 'pool.profile_field',
  column: 'value_cipher',
  rowId: `${personId}/${field}`,
})

/** Sets fields whose values are checked, set-wise; what was known before is over. */
export async function setFields(
  tx: Tx,
  vault: Vault,
  fields: NewField[],
  now: Date,
): Promise<void> {
  if (fields.length === 0) return
  const last = [...new Map(fields.map((one) => [`${one.personId} ${one.field}`, one])).values()]
  const ciphers = last.map(({ personId, field, value }) =>
    vault.seal(fieldPlace(personId, field), value),
  )
  await tx`
    insert into pool.profile_field (person_id, field, value_cipher, month_day, source, set_at)
    select person_id, field, cipher, month_day, source, ${now}::timestamptz
    from unnest(${last.map((one) => one.personId)}::uuid[], ${last.map((one) => one.field)}::text[],
      ${ciphers}::bytea[], ${last.map(monthDayOf)}::smallint[],
      ${last.map((one) => one.source)}::text[])
      as new (person_id, field, cipher, month_day, source)
    order by person_id, field
    on conflict (person_id, field) do update
    set value_cipher = excluded.value_cipher, month_day = excluded.month_day,
      source = excluded.source, set_at = excluded.set_at`
  await touchMembers(
    tx,
    last.filter((one) => one.field === 'birthday').map((one) => one.personId),
  )
}

/** Forgets one field of these persons, who are one human. */
export async function removeField(
  tx: Tx,
  of: { personIds: string[]; field: FieldName },
): Promise<void> {
  await tx`
    delete from pool.profile_field
    where person_id = any(${of.personIds}::uuid[]) and field = ${of.field}`
  if (of.field === 'birthday') await touchMembers(tx, of.personIds)
}

/** What is known of these persons, who are one human; of several values the latest. */
export async function readFields(db: Sql, vault: Vault, personIds: string[]): Promise<Field[]> {
  const rows = await db<Omit<Field, 'value'> & { personId: string; valueCipher: Buffer }>`
    select distinct on (field) person_id, field, value_cipher, source, set_at
    from pool.profile_field where person_id = any(${personIds}::uuid[])
    order by field, set_at desc, person_id desc`
  return rows.map(({ personId, valueCipher, ...row }) => ({
    ...row,
    value: vault.open(fieldPlace(personId, row.field), valueCipher),
  }))
}

const monthDayOf = ({ field, value }: NewField): number | null =>
  field === 'birthday' ? Number(value.slice(5, 7)) * 100 + Number(value.slice(8, 10)) : null
