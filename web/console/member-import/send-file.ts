/** Sends a file in parts; what is there already is not sent again. */
import * as api from '#web/kit/api.ts'
import { call } from '#web/kit/client.ts'
import { sendFile } from '#web/kit/upload.ts'
import { newKey } from '#web/kit/use-api.ts'

const partBytes = 4 * 1_024 * 1_024

/** Answers the id of a new import, before anything of the file is sent. */
export async function beginImport(file: File): Promise<string> {
  const { id } = await call(api.postMemberImport, { bytes: file.size }, { key: newKey() })
  return id
}

/** Asks for what is missing until nothing is; `onProgress` gets a part of 1. */
export async function sendParts(
  importId: string,
  file: File,
  onProgress: (part: number) => void,
): Promise<void> {
  const parts = Math.ceil(file.size / partBytes)
  for (;;) {
    const { partsMissing, status } = await call(api.getMemberImport, { importId })
    if (status !== 'uploading' || partsMissing.length === 0) return
    for (const number of partsMissing) {
      const part = file.slice(number * partBytes, (number + 1) * partBytes)
      await sendFile(api.putMemberImportPart, { importId, number }, part, {
        key: newKey(),
        onProgress: (done) => onProgress((number + done) / parts),
      })
    }
  }
}
