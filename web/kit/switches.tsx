import { Select } from './field.tsx'
import type { Language } from './i18n.ts'
import { setLanguage, useLanguage, useWords } from './i18n.ts'
import { setTheme, themes, useTheme } from './theme.ts'
import { kitWords } from './words.ts'

const languages: { value: Language; label: string }[] = [
  { value: 'zh', label: '简体中文' },
  { value: 'en', label: 'English' },
]

export function LanguageSwitch() {
  const words = useWords(kitWords)
  return (
    <Select
      label={words.language}
      value={useLanguage()}
      options={languages}
      onChange={setLanguage}
    />
  )
}

export function ThemeSwitch() {
  const words = useWords(kitWords)
  return (
    <Select
      label={words.theme}
      value={useTheme()}
      options={themes.map((theme) => ({ value: theme, label: words.themes[theme] }))}
      onChange={setTheme}
    />
  )
}
