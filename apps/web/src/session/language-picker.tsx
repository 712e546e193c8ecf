import { Languages } from 'lucide-react'
import { type Language, languages, setLanguage, useLanguage } from '../i18n/language.ts'
import { t } from '../i18n/t.ts'

/** For whoever cannot read the page that they have to sign in on. */
export function LanguagePicker() {
  const language = useLanguage()
  return (
    <label className="mt-10 flex items-center gap-2 text-sm text-muted">
      <Languages size={15} aria-hidden="true" />
      <span className="sr-only">{t('appearance.language')}</span>
      <select
        value={language}
        onChange={(event) => void setLanguage(event.target.value as Language)}
        className="h-6 rounded-md bg-transparent hover:text-text"
      >
        {languages.map(({ code, name }) => (
          <option key={code} value={code} lang={code}>
            {name}
          </option>
        ))}
      </select>
    </label>
  )
}
