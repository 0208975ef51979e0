/** Who of the staff answers for a channel or campaign. */
import type { Db } from '#platform/db.ts'
import { listStaff } from '#platform/staff.ts'
import { z } from 'zod'

export const Owner = z.object({ staffId: z.uuid(), name: z.string() })

const staffMax = 500

/** Those who are there; the names of those who left stay known by `nameOf`. */
export async function readOwners(db: Db): Promise<{
  owners: z.output<typeof Owner>[]
  nameOf(staffId: string): string | null
}> {
  const staff = await listStaff(db, { limit: staffMax })
  const names = new Map(staff.map(({ staffId, name }) => [staffId, name]))
  return {
    owners: staff
      .filter(({ disabled }) => !disabled)
      .map(({ staffId, name }) => ({ staffId, name })),
    nameOf: (staffId) => names.get(staffId) ?? null,
  }
}
