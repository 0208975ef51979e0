/** The fields of a product's texts, for a new one and for one that is changed. */
import { Select, TextArea, TextField } from '#web/kit/field.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { useCategoryOptions } from '../categories.ts'
import tools from '../tools.module.css'
import { goodsWords } from '../words/goods.ts'

export type Texts = {
  categoryId: string
  titleZh: string
  titleEn: string
  descriptionZh: string
  descriptionEn: string
}

export function TextFields(props: { texts: Texts; onChange: (texts: Texts) => void }) {
  const { texts, onChange } = props
  const { product: words } = useWords(goodsWords)
  const categories = useCategoryOptions()
  const set = (name: keyof Texts) => (value: string) => onChange({ ...texts, [name]: value })
  return (
    <>
      <div className={tools['fields']}>
        <TextField
          label={words.titleZh}
          maxLength={300}
          isRequired
          value={texts.titleZh}
          onChange={set('titleZh')}
        />
        <TextField
          label={words.titleEn}
          maxLength={300}
          isRequired
          value={texts.titleEn}
          onChange={set('titleEn')}
        />
      </div>
      <Select
        label={words.category}
        value={texts.categoryId}
        options={categories}
        onChange={set('categoryId')}
      />
      <div className={tools['fields']}>
        <TextArea
          label={words.descriptionZh}
          maxLength={20_000}
          value={texts.descriptionZh}
          onChange={set('descriptionZh')}
        />
        <TextArea
          label={words.descriptionEn}
          maxLength={20_000}
          value={texts.descriptionEn}
          onChange={set('descriptionEn')}
        />
      </div>
    </>
  )
}
