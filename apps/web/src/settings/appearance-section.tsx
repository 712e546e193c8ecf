import { Link } from '@tanstack/react-router'
import { Contrast, Keyboard, Monitor, Moon, Rows2, Rows3, Sun, Wind } from 'lucide-react'
import { languages, setLanguage, useLanguage } from '../i18n/language.ts'
import { t } from '../i18n/t.ts'
import { setDensity, useDensity } from '../list/density.ts'
import { setMotion, useMotion } from '../theme/motion.ts'
import { setTheme, useTheme } from '../theme/theme.ts'
import { RadioCards } from '../ui/radio-cards.tsx'
import { Block } from './block.tsx'
import { settingsAddress } from './settings-address.ts'

/** How the app looks to this person in this browser. Each choice shows at once. */
export function AppearanceSection() {
  const language = useLanguage()
  return (
    <div className="grid gap-8">
      <RadioCards
        columns="md:grid-cols-2"
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
        columns="md:grid-cols-2"
        label={t('looks.density')}
        value={useDensity()}
        onChange={setDensity}
        options={[
          { value: 'comfortable', label: t('looks.comfortable'), hint: t('looks.comfortable_hint'), icon: Rows2 },
          { value: 'compact', label: t('looks.compact'), hint: t('looks.compact_hint'), icon: Rows3 },
        ]}
      />
      <RadioCards
        columns="md:grid-cols-2"
        label={t('looks.motion')}
        value={useMotion()}
        onChange={setMotion}
        options={[
          { value: 'system', label: t('looks.motion_system'), hint: t('looks.motion_system_hint'), icon: Monitor },
          { value: 'less', label: t('looks.motion_less'), hint: t('looks.motion_less_hint'), icon: Wind },
        ]}
      />
      <RadioCards
        columns="md:grid-cols-2"
        label={t('appearance.language')}
        value={language}
        onChange={(code) => void setLanguage(code)}
        options={languages.map(({ code, name }) => ({ value: code, label: name, lang: code }))}
      />
      <Block title={t('looks.keys')} lead={t('looks.keys_lead')} className="border-b-0 py-0">
        <Link
          {...settingsAddress('keys')}
          className="inline-flex min-h-8 items-center gap-2 justify-self-start text-accent-text underline underline-offset-2 hover:no-underline"
        >
          <Keyboard size={16} aria-hidden="true" />
          {t('looks.open_keys')}
        </Link>
      </Block>
      <p className="text-sm text-muted">{t('looks.here_only')}</p>
    </div>
  )
}
