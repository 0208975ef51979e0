import { inLanguage, useLanguage } from '#web/kit/i18n.ts'

type Titled = { titleZh: string; titleEn: string }
type Named = { nameZh: string; nameEn: string }

/** Titles and names as the reader's language has them. */
export function useTitles() {
  const language = useLanguage()
  return {
    titleOf: (of: Titled) => inLanguage(language, of.titleZh, of.titleEn),
    nameOf: (of: Named) => inLanguage(language, of.nameZh, of.nameEn),
  }
}
