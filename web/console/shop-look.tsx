/** A shop's name and accent, with what they will look like while they are chosen. */
import { buttonClass } from '#web/kit/button.tsx'
import { Choice, TextField } from '#web/kit/field.tsx'
import { inLanguage, useLanguage, useWords } from '#web/kit/i18n.ts'
import { Mark } from '#web/kit/mark.tsx'
import { accents } from '#web/kit/shop.ts'
import type { Accent } from '#web/kit/shop.ts'
import styles from './shop-look.module.css'
import tools from './tools.module.css'
import { shopWords } from './words/shop.ts'

export type Look = { nameZh: string; nameEn: string; accent: Accent }

export const isLookWhole = ({ nameZh, nameEn }: Look) =>
  nameZh.trim() !== '' && nameEn.trim() !== ''

export function LookFields(props: { look: Look; onChange: (look: Look) => void }) {
  const { look, onChange } = props
  const { look: words } = useWords(shopWords)
  const set = (part: Partial<Look>) => onChange({ ...look, ...part })
  return (
    <>
      <div className={tools['fields']}>
        <TextField
          label={words.nameZh}
          hint={words.nameHint}
          maxLength={40}
          isRequired
          value={look.nameZh}
          onChange={(nameZh) => set({ nameZh })}
        />
        <TextField
          label={words.nameEn}
          maxLength={40}
          isRequired
          value={look.nameEn}
          onChange={(nameEn) => set({ nameEn })}
        />
      </div>
      <Choice
        legend={words.accent}
        name="accent"
        value={look.accent}
        options={accents.map((value) => ({
          value,
          label: (
            <span className="row">
              <span className={styles['swatch']} data-accent={value} />
              {words.accents[value]}
            </span>
          ),
        }))}
        onChange={(accent) => set({ accent })}
      />
      <Preview look={look} />
    </>
  )
}

function Preview({ look }: { look: Look }) {
  const { look: words } = useWords(shopWords)
  const language = useLanguage()
  return (
    <figure className="stack-tight">
      <figcaption className="soft small">{words.preview}</figcaption>
      <div className={styles['preview']} data-accent={look.accent}>
        <p className={styles['head']}>
          <Mark />
          {inLanguage(language, look.nameZh, look.nameEn) || 'Tessera'}
        </p>
        <p>{words.previewGoods}</p>
        <span className={buttonClass({ kind: 'primary' })}>{words.previewBuy}</span>
      </div>
    </figure>
  )
}
