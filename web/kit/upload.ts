/** Sends a file to a route that takes one, and tells how much of it is there. */
import { ApiError, readProblem, requestOf } from './client.ts'
import type { Answer, Args, Contract, Endpoint } from './client.ts'

/**
 * `key`: the same for a repeat, so that the file is taken once. Throws ApiError. (`fetch` does not tell
 * how far it has come, so this is the older way.)
 */
export function sendFile<R extends Contract>(
  to: Endpoint<R>,
  args: Args<R>,
  file: Blob,
  options: { key: string; onProgress?: (part: number) => void },
): Promise<Answer<R>> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer<R>>()
  const request = new XMLHttpRequest()
  request.open(to.method, requestOf(to, args ?? {}).url)
  request.setRequestHeader('content-type', 'application/octet-stream')
  request.setRequestHeader('idempotency-key', options.key)
  request.upload.addEventListener('progress', ({ loaded, total }) => {
    if (total > 0) options.onProgress?.(loaded / total)
  })
  request.addEventListener('load', () => {
    if (request.status < 300) resolve(JSON.parse(request.responseText) as Answer<R>)
    else reject(new ApiError(request.status, readProblem(request.responseText)))
  })
  request.addEventListener('error', () => reject(new ApiError(0, { code: 'offline' })))
  request.send(file)
  return promise
}
