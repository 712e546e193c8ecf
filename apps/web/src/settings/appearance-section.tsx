import { Contrast, Monitor, Moon, Sun } from 'lucide-react'
import { languages, setLanguage, useLanguage } from '../i18n/language.ts'
import { t } from '../i18n/t.ts'
import { setTheme, useTheme } from '../theme/theme.ts'
import { RadioCards } from '../ui/radio-cards.tsx'

export function AppearanceSection() {
  const language = useLanguage()
  return (
    <div className="grid gap-8">
      <RadioCards
        label={t('appearance.theme')}
        value={useTheme()}
        onChange={setTheme}
        options={[
          { value: 'system', label: t('appearance.system'), hint: t('appearance.system_hint'), icon: Monitor },
          { value: 'light', label: t('appearance.light'), hint: t('appearance.light_hint'), icon: Sun },
          { value: 'dark', label: t('appearance.dark'), hint: t('appearance.dark_hint'), icon: Moon },
          { value: 'contrast', label: t('appearance.contrast'), hint: t('appearance.contrast_hint'), icon: Contrast },
        ]}
      />
      <RadioCards
        label={t('appearance.language')}
        value={language}
        onChange={(code) => void setLanguage(code)}
        options={languages.map(({ code, name }) => ({ value: code, label: name, lang: code }))}
      />
    </div>
  )
}
