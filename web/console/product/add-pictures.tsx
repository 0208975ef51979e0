/** Choosing or dropping files: each is sent by itself, one after the other, and may fail by itself. */
import { useState } from 'react'
import * as api from '#web/kit/api.ts'
import { ErrorNote } from '#web/kit/error-note.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { sendFile } from '#web/kit/upload.ts'
import { newKey, useRefresh } from '#web/kit/use-api.ts'
import { UploadBox } from '../upload-box.tsx'
import { goodsWords } from '../words/goods.ts'

type Sent = { name: string; part: number; error: Error | null }

const kinds = 'image/jpeg,image/png,image/webp,image/avif'

export function AddPictures({ productId, whyNot }: { productId: string; whyNot: string | null }) {
  const { pictures: words } = useWords(goodsWords)
  const { sent, send } = useSending(productId)
  if (whyNot) return <p className="soft small">{whyNot}</p>
  return (
    <>
      <UploadBox title={words.choose} hint={words.hint} accept={kinds} multiple onChosen={send} />
      {sent.map(({ name, part, error }) => (
        <div key={name} className="stack-tight">
          <label className="row small">
            <span>{name}</span>
            {!error && <progress value={part} max={1} />}
          </label>
          <ErrorNote error={error} />
        </div>
      ))}
    </>
  )
}

/** What is on its way or was refused; what has arrived stands among the pictures. */
function useSending(productId: string) {
  const [sent, setSent] = useState<readonly Sent[]>([])
  const refresh = useRefresh()
  const note = (name: string, change: Partial<Sent>) =>
    setSent((all) => all.map((one) => (one.name === name ? { ...one, ...change } : one)))
  const sendAll = async (files: readonly File[]) => {
    for (const file of files) {
      const onProgress = (part: number) => note(file.name, { part })
      try {
        await sendFile(api.postPicture, { productId }, file, { key: newKey(), onProgress })
        setSent((all) => all.filter((one) => one.name !== file.name))
        await refresh(api.getConsoleProduct, api.getConsoleProducts)
      } catch (error) {
        note(file.name, { error: error as Error })
      }
    }
  }
  const send = (files: readonly File[]) => {
    const names = new Set(files.map(({ name }) => name))
    const begun = [...names].map((name) => ({ name, part: 0, error: null }))
    setSent((all) => [...all.filter(({ name, error }) => !error && !names.has(name)), ...begun])
    void sendAll(files)
  }
  return { sent, send }
}
