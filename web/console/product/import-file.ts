/** Sends a product file: packed, since the server waits only so long for the end of a request. */
import * as api from '#web/kit/api.ts'
import { ApiError, readProblem } from '#web/kit/client.ts'
import type { AnswerOf, Endpoint } from '#web/kit/client.ts'

export type ImportReport = AnswerOf<typeof api.postProductImportPreview>
export type Fault = ImportReport['faults'][number]
export type Progress = { done: number; of: number }

export async function previewFile(file: Blob): Promise<ImportReport> {
  const response = await post(api.postProductImportPreview, file)
  return (await response.json()) as ImportReport
}

/** Answers the report of the whole. Without it the import broke off and may be repeated as it is. */
export async function importFile(
  file: Blob,
  onProgress: (progress: Progress) => void,
): Promise<ImportReport> {
  const response = await post(api.postProductImport, file)
  try {
    for await (const line of linesOf(response)) {
      const told = JSON.parse(line) as Progress | { report: ImportReport }
      if ('report' in told) return told.report
      onProgress(told)
    }
  } catch (cause) {
    throw new ApiError(0, { code: 'offline' }, { cause })
  }
  throw new ApiError(0, { code: 'offline' })
}

async function post(to: Endpoint, file: Blob): Promise<Response> {
  let response: Response
  try {
    response = await fetch(`/api${to.path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body: await packed(file),
    })
  } catch (cause) {
    throw new ApiError(0, { code: 'offline' }, { cause })
  }
  if (response.ok) return response
  throw new ApiError(response.status, readProblem(await response.text()))
}

const packed = (file: Blob): Promise<Blob> =>
  new Response(file.stream().pipeThrough(new CompressionStream('gzip'))).blob()

async function* linesOf(response: Response): AsyncGenerator<string> {
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ''
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    const lines = (rest + value).split('\n')
    rest = lines.pop()!
    yield* lines
  }
}
