/** What the service worker remembers of the shop, and what never. Anything not named here is not kept. */

export type Memory = 'everybodys' | 'own' | 'pictures'

/** So many answers of a kind are kept; the ones asked for longest ago go first. */
export const mostOf: Record<Memory, number> = { everybodys: 200, own: 100, pictures: 300 }

/** What was seen longer ago than this is not shown. */
export const keptMs = 7 * 86_400_000

const everybodys = /^\/api\/(shop|home|products|products\/[\w-]+|categories|brands|flash-sales)$/
/** Of whoever is signed in: forgotten when they sign out, when another signs in, when the session ended. */
const own =
  /^\/api\/(me|cart|orders|orders\/[\w-]+|orders\/[\w-]+\/address|inbox|inbox\/unread|bought)$/
const picture = /^\/pictures\/[\w-]+$/

/** Where the answer to a read belongs; null: it is not kept. */
export function memoryFor(path: string): Memory | null {
  if (everybodys.test(path)) return 'everybodys'
  if (own.test(path)) return 'own'
  return picture.test(path) ? 'pictures' : null
}

/** A page of the shop itself; the console, the reference and the cashier are none. */
export const isShopPage = (path: string) =>
  !/^\/(api|console|cashier|pictures|health|ready|metrics)(\/|$)/.test(path) && !/\.\w+$/.test(path)

/** After these it may be another person who looks. */
export const changesPerson = (path: string) => path === '/api/sign-in' || path === '/api/sign-out'
