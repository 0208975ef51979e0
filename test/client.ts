/** A caller over real HTTP that can also misbehave: whatever path, header or bytes a test wants sent. */
import { randomUUID } from 'node:crypto'
import http from 'node:http'
import type { IncomingHttpHeaders } from 'node:http'

// oxlint-disable-next-line typescript/no-explicit-any -- a test looks into answers of every shape
export type Reply = { status: number; headers: IncomingHttpHeaders; text: string; body: any }

export type Sending = {
  /** Sent as JSON. */
  body?: unknown
  /** Sent as it is, as JSON unless a header says otherwise. */
  raw?: string | Buffer
  /** Undefined takes away what would be sent. */
  headers?: Record<string, string | undefined>
  timeoutMs?: number
}

export type Client = {
  /** It keeps the cookies it is given. */
  cookies: Map<string, string>
  /** To any path, sent as it is spelled. */
  send(method: string, path: string, sending?: Sending): Promise<Reply>
  /** Below /api. */
  get(path: string, headers?: Sending['headers']): Promise<Reply>
  post(path: string, body?: unknown, headers?: Sending['headers']): Promise<Reply>
  put(path: string, body?: unknown, headers?: Sending['headers']): Promise<Reply>
  patch(path: string, body?: unknown, headers?: Sending['headers']): Promise<Reply>
  delete(path: string, headers?: Sending['headers']): Promise<Reply>
}

/** `onReply` sees every answer, and throws for one that no caller may ever get. */
export function createClient(url: string, onReply: (reply: Reply, what: string) => void): Client {
  const cookies = new Map<string, string>()
  async function send(method: string, path: string, sending: Sending = {}): Promise<Reply> {
    const reply = await exchange(url, method, path, cookies, sending)
    for (const cookie of reply.headers['set-cookie'] ?? []) keep(cookies, cookie)
    onReply(reply, `${method} ${path}`)
    return reply
  }
  const api =
    (method: string) =>
    (path: string, body?: unknown, headers: Sending['headers'] = {}) =>
      send(method, `/api${path}`, { headers, ...(body !== undefined && { body }) })
  return {
    cookies,
    send,
    get: (path, headers) => api('GET')(path, undefined, headers),
    post: api('POST'),
    put: api('PUT'),
    patch: api('PATCH'),
    delete: (path, headers) => api('DELETE')(path, undefined, headers),
  }
}

function keep(cookies: Map<string, string>, cookie: string): void {
  const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? []
  if (value) cookies.set(name, value)
  else cookies.delete(name)
}

const agent = new http.Agent({ keepAlive: true, maxSockets: 64 })

function exchange(
  url: string,
  method: string,
  path: string,
  cookies: Map<string, string>,
  sending: Sending,
): Promise<Reply> {
  const { body, timeoutMs = 30_000 } = sending
  const { hostname, port } = new URL(url)
  const raw = body === undefined ? sending.raw : JSON.stringify(body)
  const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const headers: Record<string, string | number | undefined> = {
    ...(raw !== undefined && {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(raw),
    }),
    ...(cookie && { cookie }),
    ...(method !== 'GET' && { 'idempotency-key': randomUUID() }),
    ...sending.headers,
  }
  const given = Object.fromEntries(
    Object.entries(headers).filter(([, value]) => value !== undefined),
  )
  return new Promise((resolve, reject) => {
    const request = http.request(
      { agent, hostname, port, method, path, timeout: timeoutMs, headers: given },
      (response) => {
        const { statusCode: status = 0, headers } = response
        // Events have no end: that they would come is all there is to know.
        if (headers['content-type']?.startsWith('text/event-stream')) {
          response.destroy()
          return resolve({ status, headers, text: '', body: null })
        }
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('error', reject)
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString()
          resolve({ status, headers, text, body: readJson(text) })
        })
      },
    )
    request.on('timeout', () =>
      request.destroy(new Error(`no answer to ${method} ${path} in time`)),
    )
    request.on('error', reject)
    request.end(raw)
  })
}

function readJson(text: string): unknown {
  try {
    return text ? JSON.parse(text) : undefined
  } catch {
    return undefined
  }
}
