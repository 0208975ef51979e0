import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { axeViolations, openPage } from './browser.ts'

test('Chinese characters are drawn, not replaced by an empty box', async () => {
  await using view = await openPage()
  await view.page.setContent(
    ['中', '国', '圈', '\uffff', 'A'].map((text) => `<p style="width: 60px">${text}</p>`).join(''),
  )
  const pictures = await Promise.all(
    (await view.page.locator('p').all()).map(async (box) =>
      (await box.screenshot()).toString('hex'),
    ),
  )
  assert.equal(new Set(pictures).size, 5, 'each looks different, also from the box of U+FFFF')
})

test('a page has the width, theme and language that were asked for', async () => {
  await using view = await openPage({ width: 1280, theme: 'dark', language: 'en' })
  const seen = await view.page.evaluate(`({
    width: innerWidth,
    dark: matchMedia('(prefers-color-scheme: dark)').matches,
    language: navigator.language,
  })`)
  assert.deepEqual(seen, { width: 1280, dark: true, language: 'en' })
})

test('axe names a picture without a text and a text too pale', async () => {
  await using view = await openPage()
  await view.page.setContent(
    `<html lang="zh-CN"><title>t</title><main><img src="data:,"><p style="color: #ccc">淡得看不清的字</p></main>`,
  )
  const found = (await axeViolations(view.page)).map((line) => line.slice(0, line.indexOf(':')))
  assert.deepEqual(new Set(found), new Set(['color-contrast', 'image-alt']))
})

test('a violated policy, an uncaught error and a missing file fail the page; an API refusal does not', async () => {
  await using site = await serve({
    '/': '<!doctype html><link rel="icon" href="data:,"><p style="color: red">red</p>',
    '/wrong.js': 'throw new Error("uncaught")',
  })
  const view = await openPage({ baseUrl: site.url })
  await view.page.goto('/')
  await view.page.evaluate(`(async () => {
    await fetch('/api/refused')
    await fetch('/missing.png')
    const script = document.createElement('script')
    script.src = '/wrong.js'
    const ran = new Promise((resolve) => (script.onload = resolve))
    document.head.append(script)
    await ran
  })()`)
  assert.equal(view.problems.length, 3)
  assert.match(view.problems.join('\n'), /Content Security Policy/)
  assert.match(view.problems.join('\n'), /status of 404/)
  assert.match(view.problems.join('\n'), /Error: uncaught/)
  await assert.rejects(async () => view[Symbol.asyncDispose](), /the browser complained/)
})

async function serve(files: Record<string, string>): Promise<AsyncDisposable & { url: string }> {
  const server = createServer((request, response) => {
    const text = files[request.url ?? '']
    response.writeHead(text === undefined ? 404 : 200, {
      'content-type': request.url?.endsWith('.js') ? 'text/javascript' : 'text/html',
      'content-security-policy': "default-src 'self'; img-src 'self' data:",
    })
    response.end(text)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
