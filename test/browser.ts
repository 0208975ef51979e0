/**
 * A browser for tests, without one on the machine: npm carries a Chromium, and the fonts are ours, so a
 * page looks the same everywhere. `CHROME_PATH` names another Chrome to use instead.
 */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { after } from 'node:test'
import { promisify } from 'node:util'
import { type Browser, type ConsoleMessage, chromium, type Page } from 'playwright-core'

const root = path.resolve(import.meta.dirname, '..')
const require = createRequire(import.meta.url)

export type PageOptions = {
  width?: number
  theme?: 'light' | 'dark'
  language?: 'zh-CN' | 'en'
  /** The address that paths are relative to, as in `page.goto('/cart')`. */
  baseUrl?: string
  /** With the service worker; without one a test sees every request. */
  keepsSeen?: boolean
}

/** Disposing it closes the page, and fails when the browser complained of anything meanwhile. */
export type TestPage = AsyncDisposable & {
  page: Page
  /** Errors on the console (a violated content security policy is one) and uncaught ones. */
  problems: string[]
}

let launched: Promise<Browser> | undefined
// Goes with the tests of a file; a program that is no test closes it itself.
if (process.env['NODE_TEST_CONTEXT']) after(closeBrowser)

export async function closeBrowser(): Promise<void> {
  await (await launched)?.close()
}

/** One browser for all tests of a file. */
export function browser(): Promise<Browser> {
  launched ??= launch()
  return launched
}

/** `await using shop = await openPage({ width: 360 })`: a page with no past, as of another person. */
export async function openPage(options: PageOptions = {}): Promise<TestPage> {
  const { width = 360, theme = 'light', language = 'zh-CN', baseUrl, keepsSeen = false } = options
  const isPhone = width < 768
  const context = await (
    await browser()
  ).newContext({
    viewport: { width, height: isPhone ? 780 : 900 },
    colorScheme: theme,
    locale: language,
    timezoneId: 'Asia/Shanghai',
    hasTouch: isPhone,
    serviceWorkers: keepsSeen ? 'allow' : 'block',
    ...(baseUrl !== undefined && { baseURL: baseUrl }),
  })
  const page = await context.newPage()
  const problems: string[] = []
  page.on('pageerror', (error) => problems.push(String(error)))
  page.on('console', (message) => {
    if (message.type() === 'error' && !isRefusal(message)) problems.push(message.text())
  })
  const dispose = async () => {
    await context.close()
    assert.deepEqual(problems, [], 'the browser complained')
  }
  return { page, problems, [Symbol.asyncDispose]: dispose }
}

/** Chromium reports each answer of 400 and above; from our API a 4xx is a normal "no". */
function isRefusal(message: ConsoleMessage): boolean {
  return (
    /^Failed to load resource: .* status of 4\d\d/.test(message.text()) &&
    new URL(message.location().url).pathname.startsWith('/api/')
  )
}

/** `name=value`, as of somebody who is signed in at this address. */
export async function addCookie(page: Page, url: string, cookie: string): Promise<void> {
  const [name = '', value = ''] = cookie.split('=')
  const { hostname } = new URL(url)
  await page.context().addCookies([{ name, value, domain: hostname, path: '/' }])
}

/** What axe finds against WCAG 2.2 A and AA: one line for each place. */
export async function axeViolations(page: Page): Promise<string[]> {
  // Evaluated rather than added as a script tag, which our content security policy would refuse.
  await page.evaluate(await readFile(require.resolve('axe-core/axe.min.js'), 'utf8'))
  // What is still fading in is read by nobody yet; what never ends is not waited for.
  await page.evaluate(`Promise.all(document.getAnimations()
    .filter((one) => one.effect.getComputedTiming().iterations !== Infinity)
    .map((one) => one.finished.catch(() => {})))`)
  return page.evaluate(async () => {
    type Finding = { id: string; help: string; nodes: { target: unknown[]; html: string }[] }
    type Axe = { run: (options: unknown) => Promise<{ violations: Finding[] }> }
    const { axe } = globalThis as unknown as { axe: Axe }
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
    const { violations } = await axe.run({ runOnly: tags, resultTypes: ['violations'] })
    return violations.flatMap(({ id, help, nodes }) =>
      nodes.map(({ target, html }) => `${id}: ${help}: ${target.join(' ')} ${html}`),
    )
  })
}

async function launch(): Promise<Browser> {
  const given = process.env['CHROME_PATH']
  const own = given === undefined ? await unpack() : undefined
  const home = own ?? path.join(root, '.data/browser')
  return chromium.launch({
    executablePath: own ? path.join(own, 'chromium') : (given ?? ''),
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--font-render-hinting=none'],
    env: {
      ...process.env,
      FONTCONFIG_FILE: await writeFontConfig(home),
      HOME: home,
      ...(own && { LD_LIBRARY_PATH: path.join(own, 'al2023/lib') }),
    },
  })
}

/**
 * Unpacks npm's Chromium and its libraries once for each version; returns the folder. The package
 * unpacks its libraries only where it believes to be on that cloud, and reuses whatever browser lies in
 * the temporary folder: hence the variable, and a folder of our own.
 */
async function unpack(): Promise<string> {
  const packageFile = path.join(root, 'node_modules/@sparticuz/chromium/package.json')
  const { version } = JSON.parse(await readFile(packageFile, 'utf8')) as { version: string }
  const target = path.join(root, '.data', `chromium-${version}`)
  if (existsSync(target)) return target
  const unpacked = `${target}.${randomBytes(6).toString('hex')}`
  await mkdir(unpacked, { recursive: true })
  // In a process of its own, since the package changes the environment when it is imported.
  const program = `import packed from '@sparticuz/chromium'; await packed.executablePath()`
  await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: root,
    env: { ...process.env, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x', TMPDIR: unpacked },
  })
  // Another test file may have been faster.
  await rename(unpacked, target).catch(() => rm(unpacked, { recursive: true, force: true }))
  return target
}

/** Our test fonts and no others, whatever the machine has. */
async function writeFontConfig(home: string): Promise<string> {
  await mkdir(home, { recursive: true })
  const file = path.join(home, 'fonts.conf')
  const family = 'Noto Sans CJK SC'
  const aliases = ['sans-serif', 'serif', 'monospace', 'system-ui'].map(
    (name) => `<alias><family>${name}</family><prefer><family>${family}</family></prefer></alias>`,
  )
  await writeFile(
    file,
    `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
<dir>${path.join(root, 'test/fonts')}</dir>
<cachedir>${path.join(home, 'fontconfig')}</cachedir>
${aliases.join('\n')}
</fontconfig>
`,
  )
  return file
}
