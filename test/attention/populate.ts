/** Members of every sort: most agreed, some are young, some chose other hours, some are visitors. */
import { randomUUIDv7 } from 'node:crypto'
import type { Db } from '#platform/db.ts'
import type { Vault } from '#platform/vault.ts'
import { enrolMembers } from '#pool/enrol.ts'
import { fieldPlace } from '#pool/profile/fields.ts'
import type { Random } from '../simulator/random.ts'
import type { Person } from './model.ts'

export async function populate(
  db: Db,
  vault: Vault,
  random: Random,
  options: { members: number },
): Promise<{ persons: Person[]; ids: string[]; templateId: string }> {
  const persons = Array.from({ length: options.members }, (): Person => {
    const isYoung = random.chance(0.03)
    const ownHours = random.chance(0.06)
    return {
      isClosed: false,
      isMember: random.chance(0.99),
      adultFrom: isYoung ? `2026-11-${random.between(15, 30)}` : null,
      said: random.chance(0.88) ? 'yes' : null,
      quiet: ownHours
        ? { from: random.pick([0, 540, 700, 1260]), until: random.pick([0, 60, 540, 721, 900]) }
        : null,
    }
  })
  const ids = persons.map(() => randomUUIDv7())
  const of = (wanted: (person: Person) => boolean) =>
    ids.filter((_, index) => wanted(persons[index]!))
  const createdAt = new Date('2026-01-01T00:00:00Z')
  const enrolled = of((person) => person.isMember).map((memberId) => ({ memberId, createdAt }))
  await db.begin((tx) => enrolMembers(tx, vault, enrolled))
  await db`
    insert into pool.consent (person_id, purpose, channel, version, given_at, how)
    select id, 'marketing', 'inbox', 1, ${createdAt}, 'shop'
    from unnest(${of((person) => person.said === 'yes')}::uuid[]) as one (id)`
  for (const [index, { quiet, adultFrom }] of persons.entries()) {
    const id = ids[index]!
    if (quiet) await db`insert into pool.quiet_hours values (${id}, ${quiet.from}, ${quiet.until})`
    if (!adultFrom) continue
    const born = vault.seal(fieldPlace(id, 'birthday'), `2008${adultFrom.slice(4)}`)
    await db`
      insert into pool.profile_field (person_id, field, value_cipher, month_day, source, set_at)
      values (${id}, 'birthday', ${born}, 1111, 'member', ${createdAt})`
  }
  const templateId = randomUUIDv7()
  await db`
    insert into pool.template (id, name, title_zh, title_en, body_zh, body_en, status, created_at,
      changed_at, created_by)
    values (${templateId}, 'n', '新', 'New', '新', 'New', 'live', ${createdAt}, ${createdAt},
      ${templateId})`
  return { persons, ids, templateId }
}
