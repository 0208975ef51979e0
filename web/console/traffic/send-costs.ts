/** Sends a file of costs, to be looked at or taken. */
import * as api from '#web/kit/api.ts'
import { ApiError, readProblem } from '#web/kit/client.ts'
import type { AnswerOf } from '#web/kit/client.ts'

export type CostReport = AnswerOf<typeof api.postCostImport>

export async function sendCosts(file: Blob, isPreview: boolean): Promise<CostReport> {
  const { path } = isPreview ? api.postCostImportPreview : api.postCostImport
  let response: Response
  try {
    response = await fetch(`/api${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body: file,
    })
  } catch (cause) {
    throw new ApiError(0, { code: 'offline' }, { cause })
  }
  if (response.ok) return (await response.json()) as CostReport
  throw new ApiError(response.status, readProblem(await response.text()))
}
