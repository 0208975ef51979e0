/**
 * Lets the shop be looked at without a network: its own files, and what was seen of it. What may be kept
 * is in remembered.ts. The network comes first for whatever changes; writes always go there.
 */
import { seenAtHeader } from '../kit/seen-at.ts'
import { changesPerson, isShopPage, keptMs, memoryFor, mostOf } from './remembered.ts'
import type { Memory } from './remembered.ts'

// Written in by the build (vite.config.ts).
declare const shellFiles: string[]
declare const shellEntry: string
declare const shellVersion: string

/** What a worker has and a page has not; the types of both do not go together. */
type Lasting = Event & { waitUntil(work: Promise<unknown>): void }
type Asked = Lasting & { request: Request; respondWith(answer: Promise<Response>): void }
type Told = Lasting & { data: unknown }
declare const self: {
  addEventListener(kind: 'install' | 'activate', on: (event: Lasting) => void): void
  addEventListener(kind: 'fetch', on: (event: Asked) => void): void
  addEventListener(kind: 'message', on: (event: Told) => void): void
  skipWaiting(): Promise<void>
  clients: { claim(): Promise<void> }
}

const shell = `shell-${shellVersion}`
const isOfShell = new Set(shellFiles)
const nameOf = (memory: Memory) => `seen-${memory}`
/** After this long without an answer, what is remembered will do; sooner on a line known to be silent. */
const patience = { usualMs: 4_000, silentMs: 1_000 }
let patienceMs = patience.usualMs
/** An answer that comes later than this is not waited for: its connection may be a dead one. */
const giveUpMs = 15_000

self.addEventListener('install', (event) => event.waitUntil(install()))
self.addEventListener('activate', (event) => event.waitUntil(takeOver()))
self.addEventListener('message', (event) => event.waitUntil(rememberAll(event.data)))
self.addEventListener('fetch', (event) => {
  const { request } = event
  const { origin, pathname: path } = new URL(request.url)
  if (origin !== location.origin) return
  if (request.method !== 'GET') {
    if (changesPerson(path)) event.respondWith(changePerson(request))
    return
  }
  const memory = memoryFor(path)
  if (request.mode === 'navigate') {
    if (isShopPage(path)) event.respondWith(openPage(request))
  } else if (isOfShell.has(path)) event.respondWith(fromShell(request))
  else if (memory === 'pictures') event.respondWith(openPicture(event))
  else if (memory) event.respondWith(answer(event, memory))
  else if (path.startsWith('/assets/')) event.respondWith(fromShell(request))
})

/** The page's own files came just now and are in the browser's cache, so little of this is loaded twice. */
async function install(): Promise<void> {
  const cache = await caches.open(shell)
  await cache.addAll(shellFiles)
  await cache.add(new Request('/', { cache: 'reload' }))
  const page = await (await cache.match('/'))!.text()
  // The server has moved on meanwhile: this page would ask for files we do not have.
  if (!page.includes(shellEntry)) throw new Error('a newer shop is there already')
  await self.skipWaiting()
}

/** Pages that are open keep their files: those of the version before stay until the next. */
async function takeOver(): Promise<void> {
  const shells = (await caches.keys()).filter((name) => name.startsWith('shell-') && name !== shell)
  await Promise.all(shells.slice(0, -1).map((name) => caches.delete(name)))
  await self.clients.claim()
}

async function openPage(request: Request): Promise<Response> {
  return inTime(fetch(request), () => caches.match('/', { cacheName: shell }))
}

const fromShell = async (request: Request) =>
  (await caches.match(request, { ignoreVary: true })) ?? fetch(request)

/** A picture never changes; another size of it is better than none. */
async function openPicture(event: Asked): Promise<Response> {
  const { request } = event
  const cache = await caches.open(nameOf('pictures'))
  const known = await cache.match(request, { ignoreVary: true })
  if (known) return known
  return inTime(fetchToKeep(event, request, 'pictures'), () =>
    cache.match(request, { ignoreVary: true, ignoreSearch: true }),
  )
}

async function answer(event: Asked, memory: Memory): Promise<Response> {
  const { request } = event
  return inTime(fetchToKeep(event, request, memory), async () => {
    const cache = await caches.open(nameOf(memory))
    const known = await cache.match(request, { ignoreVary: true })
    const seenAt = Number(known?.headers.get(seenAtHeader))
    return Date.now() - seenAt < keptMs ? known : undefined
  })
}

/** The network's answer; when it fails or takes too long, what is remembered, if anything is. */
async function inTime(
  network: Promise<Response>,
  remember: () => Promise<Response | undefined>,
): Promise<Response> {
  const tooLong = new Promise<'silence'>((resolve) => {
    setTimeout(() => resolve('silence'), patienceMs)
  })
  const first = await Promise.race([network.catch(() => null), tooLong])
  patienceMs = first === 'silence' ? patience.silentMs : patience.usualMs
  if (first && first !== 'silence' && first.status < 500) return first
  return (await remember()) ?? network
}

/** How often a person was forgotten: an answer that was asked for before is not kept after. */
let persons = 0

async function fetchToKeep(
  event: Pick<Lasting, 'waitUntil'>,
  request: Request,
  memory: Memory,
): Promise<Response> {
  const person = persons
  const tooLate = memory === 'pictures' ? [] : [AbortSignal.timeout(giveUpMs)]
  const signal = AbortSignal.any([request.signal, ...tooLate])
  const response = await fetch(request, { signal })
  if (response.status === 401 && memory === 'own') event.waitUntil(forgetOwn())
  if (response.status === 200 && response.type === 'basic') {
    const copy = response.clone()
    const isStillWanted = () => memory !== 'own' || person === persons
    event.waitUntil(keep(memory, request.url, copy, isStillWanted))
  }
  return response
}

async function keep(memory: Memory, url: string, response: Response, isWanted: () => boolean) {
  const headers = new Headers(response.headers)
  headers.set(seenAtHeader, String(Date.now()))
  headers.delete('content-encoding') // it is unpacked already
  const seen = new Response(await response.blob(), { headers })
  const cache = await caches.open(nameOf(memory))
  if (!isWanted()) return
  await cache.delete(url, { ignoreVary: true })
  await cache.put(url, seen)
  const all = await cache.keys()
  await Promise.all(all.slice(0, -mostOf[memory]).map((one) => cache.delete(one)))
}

/** Before, in case no answer comes; and after, for what was still answered to the former person. */
async function changePerson(request: Request): Promise<Response> {
  await forgetOwn()
  try {
    return await fetch(request)
  } finally {
    await forgetOwn()
  }
}

async function forgetOwn(): Promise<void> {
  persons += 1
  await caches.delete(nameOf('own'))
}

/** What the first page loaded before there was a worker: it tells the addresses, a few at a time. */
async function rememberAll(addresses: unknown): Promise<void> {
  if (!Array.isArray(addresses)) return
  const works: Promise<unknown>[] = []
  const event = { waitUntil: (work: Promise<unknown>) => void works.push(work) }
  const urls = addresses.map((address) => new URL(String(address), location.origin))
  for (const url of urls.filter(({ origin }) => origin === location.origin).slice(0, 100)) {
    const memory = memoryFor(url.pathname)
    if (memory) await fetchToKeep(event, new Request(url), memory).catch(() => undefined)
  }
  await Promise.allSettled(works)
}
