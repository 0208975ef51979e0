/** The demo's staff: one for each role, all with the same published password. */
import { addStaff, staffRoles } from '#platform/staff.ts'
import { hashPassword } from '#platform/password.ts'
import type { Program } from '../src/services.ts'

export const demoPassword = 'tessera-demo-2026'

export async function addDemoStaff({ db, services }: Program, now: Date): Promise<void> {
  const passwordPhc = await hashPassword(demoPassword)
  const by = { kind: 'program', id: 'demo' }
  for (const role of staffRoles)
    await db.begin((tx) =>
      addStaff(tx, services.vault, {
        login: role === 'owner' ? 'demo' : role,
        name: role === 'owner' ? 'Demo' : `Demo ${role}`,
        roles: [role],
        passwordPhc,
        by,
        now,
      }),
    )
}
