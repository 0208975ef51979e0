/** The pictures of a product: what they show in words, their order, more of them, fewer. */
import { useState } from 'react'
import * as api from '#web/kit/api.ts'
import { Button, IconButton } from '#web/kit/button.tsx'
import { ErrorNote } from '#web/kit/error-note.tsx'
import { TextField } from '#web/kit/field.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { List, Row } from '#web/kit/list.tsx'
import { Section } from '#web/kit/page.tsx'
import { Picture } from '#web/kit/picture.tsx'
import { toast } from '#web/kit/toast.tsx'
import { useAction } from '#web/kit/use-api.ts'
import { useAccess } from '../access.ts'
import type { Product } from '../pages/product.tsx'
import tools from '../tools.module.css'
import { goodsWords } from '../words/goods.ts'
import { sharedWords } from '../words/shared.ts'
import { AddPictures } from './add-pictures.tsx'
import styles from './pictures.module.css'

type Shown = Product['pictures'][number]

export function Pictures({ product }: { product: Product }) {
  const { pictures: words } = useWords(goodsWords)
  const { whyNot } = useAccess()
  const { id: productId, pictures, version } = product
  const refreshes = [api.getConsoleProduct, api.getConsoleProducts]
  const arrange = useAction(api.putPictures, { refreshes })
  const show = (next: Shown[]) => arrange.run({ productId, version, pictures: next })
  const remove = useAction(api.putPictures, {
    refreshes,
    onDone: ({ version: now }) => {
      const putBack = () => arrange.run({ productId, version: now, pictures })
      toast({ text: words.removed, act: { label: words.undo, run: putBack } })
    },
  })
  return (
    <Section title={words.title}>
      {pictures.length === 0 && <p className="soft">{words.none}</p>}
      {pictures.length > 0 && (
        <List label={words.title}>
          {pictures.map((picture, at) => (
            <Row key={`${picture.url} ${picture.altZh} ${picture.altEn}`}>
              <PictureRow
                picture={picture}
                at={at}
                count={pictures.length}
                whyNot={whyNot('catalog.edit')}
                isBusy={arrange.isRunning || remove.isRunning}
                onWords={(next) => show(pictures.with(at, next))}
                onMove={(to) => show(pictures.toSpliced(at, 1).toSpliced(to, 0, picture))}
                onRemove={() =>
                  remove.run({ productId, version, pictures: pictures.toSpliced(at, 1) })
                }
              />
            </Row>
          ))}
        </List>
      )}
      <ErrorNote error={arrange.error ?? remove.error} />
      <AddPictures productId={productId} whyNot={whyNot('catalog.edit')} />
    </Section>
  )
}

function PictureRow(props: {
  picture: Shown
  at: number
  count: number
  whyNot: string | null
  isBusy: boolean
  onWords: (next: Shown) => void
  onMove: (to: number) => void
  onRemove: () => void
}) {
  const { picture, at, count, whyNot, isBusy, onWords, onMove, onRemove } = props
  const { pictures: words } = useWords(goodsWords)
  const shared = useWords(sharedWords)
  const [altZh, setAltZh] = useState(picture.altZh)
  const [altEn, setAltEn] = useState(picture.altEn)
  const isChanged = altZh !== picture.altZh || altEn !== picture.altEn
  const isShut = whyNot !== null || isBusy
  return (
    <div className={styles['row']}>
      <div className={styles['frame']}>
        <Picture url={picture.url} alt="" sizes="96px" fallback={<span>{words.failed}</span>} />
      </div>
      <div className="stack-tight">
        <div className={tools['fields']}>
          <TextField label={words.altZh} maxLength={300} value={altZh} onChange={setAltZh} />
          <TextField label={words.altEn} maxLength={300} value={altEn} onChange={setAltEn} />
        </div>
        <div className="row">
          <IconButton
            icon="back"
            label={words.earlier(at + 1)}
            isDisabled={isShut || at === 0}
            onPress={() => onMove(at - 1)}
          />
          <IconButton
            icon="next"
            label={words.later(at + 1)}
            isDisabled={isShut || at === count - 1}
            onPress={() => onMove(at + 1)}
          />
          <IconButton
            icon="bin"
            label={words.remove(at + 1)}
            isDisabled={isShut}
            onPress={onRemove}
          />
          {at === 0 && <span className="soft small">{words.first}</span>}
          {isChanged && (
            <Button
              small
              isBusy={isBusy}
              disabledReason={whyNot}
              onPress={() => onWords({ ...picture, altZh, altEn })}
            >
              {shared.save}
            </Button>
          )}
        </div>
      </div>
    </div>
  )
}
