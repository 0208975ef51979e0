/** A browser that is signed in as staff with one role. */
import { randomUUIDv7 } from 'node:crypto'
import type { Db } from '#platform/db.ts'
import { openSession } from '#platform/sessions.ts'
import type { Browser, TestApp } from './app.ts'

export type StaffBrowser = Browser & { staffId: string }

export async function staffBrowser(app: TestApp, db: Db, role: string): Promise<StaffBrowser> {
  const staffId = randomUUIDv7()
  const { now } = app
  await db`
    insert into platform.staff (id, login, name, roles, password_phc, created_at)
    values (${staffId}, ${staffId}, 'x', ${[role]}, 'x', ${now})`
  const { token } = await db.begin((tx) =>
    openSession(tx, { kind: 'staff', actorId: staffId, now }),
  )
  const browser = app.browser()
  browser.cookies.set('tessera_staff', token)
  return Object.assign(browser, { staffId })
}
