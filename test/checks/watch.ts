/**
 * Looks at pages as a strict reader would: what a page owes is counted for every view of it, and a
 * picture of each is left in `out/`.
 */
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Page, Response } from 'playwright-core'
import { addCookie, axeViolations, openPage } from '../browser.ts'
import { pageAt, pagesOf } from './pages.ts'
import type { App } from './pages.ts'
import { sayIn } from './words.ts'
import type { Language, Say } from './words.ts'

export type Look = { language: Language; theme: 'light' | 'dark' }
export const looks: Look[] = [
  { language: 'zh', theme: 'light' },
  { language: 'zh', theme: 'dark' },
  { language: 'en', theme: 'light' },
  { language: 'en', theme: 'dark' },
]
export const nameOf = ({ language, theme }: Look) => `${language}-${theme}`

type Kind = 'axe' | 'policy' | 'console' | 'request' | 'page'

export type Watched = AsyncDisposable & {
  page: Page
  look: Look
  say: Say
  /** Opens an address of the app and looks at what comes. */
  visit(address: string, name: string): Promise<void>
  /** Waits until the page stands still, looks at it, and takes its picture. */
  see(name: string): Promise<void>
}

export type WatchOptions = {
  /** `name=value`, of somebody who is signed in. */
  cookie?: string
  /** Codes of refusals that are meant to happen here. */
  refusals?: string[]
}

export type Watch = {
  open(url: string, look: Look, options?: WatchOptions): Promise<Watched>
  /** Prints what was found, and answers the figures in words, or what is broken. */
  verdict(): { holds: boolean; figures: string }
}

export function createWatch(app: App, width: number, out: string): Watch {
  const pages = pagesOf(app)
  const faults: Record<Kind, number> = { axe: 0, policy: 0, console: 0, request: 0, page: 0 }
  const seen = new Map<string, Set<string>>(pages.map((page) => [page, new Set()]))
  let views = 0
  let pictures = 0

  async function open(url: string, look: Look, options: WatchOptions = {}): Promise<Watched> {
    const { cookie, refusals = [] } = options
    const say = await sayIn(app, look.language)
    const language = look.language === 'zh' ? 'zh-CN' : 'en'
    const opened = await openPage({ width, theme: look.theme, language, baseUrl: url })
    const { page, problems } = opened
    page.setDefaultTimeout(20_000)
    if (cookie) await addCookie(page, url, cookie)
    const note = (kind: Kind, what: string) => {
      console.log(`${kind}: ${nameOf(look)} ${page.url()}: ${what}`)
      faults[kind] += 1
    }
    const traffic = followTraffic(page, refusals, (what) => note('request', what))
    const told = () => {
      for (const problem of problems.splice(0))
        note(problem.includes('Content Security Policy') ? 'policy' : 'console', problem)
    }

    async function see(name: string) {
      await page.getByRole('heading', { level: 1 }).first().waitFor()
      await page.getByText(say('kit.loading')).first().waitFor({ state: 'detached' })
      await traffic.isStill()
      for (const violation of await axeViolations(page)) note('axe', violation)
      const widerBy = Number(
        await page.evaluate('document.documentElement.scrollWidth - innerWidth'),
      )
      if (widerBy > 0) note('page', `is ${widerBy} px too wide`)
      const broken = page.getByRole('heading', { name: say('kit.whoops') })
      if ((await broken.count()) > 0) note('page', 'could not be opened')
      told()
      views += 1
      if (new URL(page.url()).origin === url) {
        seen.get(pageAt(app, pages, page.url()))!.add(nameOf(look))
        await takePicture(page, path.join(out, app, `${nameOf(look)}-${name}.png`))
        pictures += 1
      }
    }
    return {
      page,
      look,
      say,
      see,
      async visit(address, name) {
        await page.goto(address)
        await see(name)
      },
      async [Symbol.asyncDispose]() {
        told()
        await opened[Symbol.asyncDispose]()
      },
    }
  }

  function verdict() {
    const unseen = [...seen].flatMap(([page, by]) =>
      looks.filter((look) => !by.has(nameOf(look))).map((look) => `${page} in ${nameOf(look)}`),
    )
    for (const page of unseen) console.log(`not looked at: ${page}`)
    const { axe, policy, console: errors, request, page } = faults
    const figures =
      `${pages.length} pages in ${looks.length} looks, ${views} views, ${pictures} pictures; ` +
      `${axe} axe violations, ${policy} policy violations, ${errors} console errors, ` +
      `${request} failed requests, ${page} broken or too wide, ${unseen.length} not looked at`
    return { holds: axe + policy + errors + request + page + unseen.length === 0, figures }
  }
  return { open, verdict }
}

const tallest = 4_000

/** All of the page, on a screen as long as it: what sticks to the foot is at the foot. */
async function takePicture(page: Page, file: string): Promise<void> {
  const { width, height } = page.viewportSize()!
  const length = Number(await page.evaluate('document.documentElement.scrollHeight'))
  const isLonger = length > height
  if (isLonger) await page.setViewportSize({ width, height: Math.min(length, tallest) })
  await page.screenshot({ path: file })
  if (isLonger) await page.setViewportSize({ width, height })
}

/** What was asked for and did not come, and whether anything is still on its way. */
function followTraffic(page: Page, refusals: string[], fault: (what: string) => void) {
  const flying = new Set<unknown>()
  page.on('request', (request) => {
    // Nobody tells the end of what a page said when it was left, nor that of a stream.
    if (request.isNavigationRequest()) flying.clear()
    if (!['eventsource', 'ping'].includes(request.resourceType())) flying.add(request)
  })
  page.on('requestfinished', (request) => flying.delete(request))
  page.on('requestfailed', (request) => {
    flying.delete(request)
    const why = request.failure()?.errorText ?? ''
    // What a page no longer wants when one goes on is no failure.
    if (why !== 'net::ERR_ABORTED') fault(`${request.method()} ${request.url()}: ${why}`)
  })
  page.on('response', (response) => {
    // Nor is the end told of what outlives its page (keepalive): its answer is enough.
    if (response.request().method() !== 'GET') flying.delete(response.request())
    if (response.status() >= 400) void judge(response)
  })
  async function judge(response: Response) {
    const text = await response.text().catch(() => '')
    // Of a page that was left meanwhile there is no text any more.
    const unread = response.status() === 401 ? 'not_signed_in' : ''
    const code = /"code":"(\w+)"/.exec(text)?.[1] ?? unread
    if (!refusals.includes(code))
      fault(`${response.request().method()} ${response.url()}: ${response.status()} ${code}`)
  }
  return {
    async isStill() {
      const until = Date.now() + 15_000
      for (let quiet = 0; quiet < 4 && Date.now() < until; await sleep(40))
        quiet = flying.size === 0 ? quiet + 1 : 0
    },
  }
}

/** Two at a time: one works where the other waits. */
export async function inEveryLook(work: (look: Look) => Promise<void>): Promise<void> {
  for (let from = 0; from < looks.length; from += 2)
    await Promise.all(looks.slice(from, from + 2).map(work))
}

/** Addresses by the names of their pictures. Closes the page after the last. */
export async function visitAll(opened: Watched, stops: Record<string, string>): Promise<void> {
  await using watched = opened
  for (const [name, address] of Object.entries(stops)) await watched.visit(address, name)
}

/** `out/`, with a folder for the pictures of this app. */
export async function outFolder(app: App): Promise<string> {
  const out = path.resolve(import.meta.dirname, '../../out')
  await mkdir(path.join(out, app), { recursive: true })
  return out
}
