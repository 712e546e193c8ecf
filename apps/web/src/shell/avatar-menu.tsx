import { CommandItem } from '../commands/command-button.tsx'
import { languages, setLanguage, useLanguage } from '../i18n/language.ts'
import { t } from '../i18n/t.ts'
import { useInbox } from '../live/use-inbox.ts'
import { useMe } from '../session/use-me.ts'
import { setTheme, themes, useTheme } from '../theme/theme.ts'
import { Avatar } from '../ui/avatar.tsx'
import { Menu, MenuRadioGroup, MenuSeparator } from '../ui/menu.tsx'
import type { Align, Side } from '../ui/place.ts'

/** Who one is, and what is one's own: looks, language, keys, leaving. */
export function AvatarMenu({ side, align }: { side: Side; align: Align }) {
  const me = useMe()
  const workspace = useInbox((state) => state.workspace.name)
  const theme = useTheme()
  const language = useLanguage()
  const name = me.name ?? me.email ?? ''
  return (
    <Menu
      label={t('rail.you')}
      side={side}
      align={align}
      trigger={(props) => (
        <button
          type="button"
          {...props}
          className="grid size-10 place-items-center rounded-lg transition-colors hover:bg-hover aria-expanded:bg-hover"
        >
          <span className="sr-only">{t('rail.you_as', { name })}</span>
          <Avatar id={me.id} name={name} src={me.avatar_url} size={28} />
        </button>
      )}
    >
      <div className="px-2 py-1.5">
        <p className="truncate font-medium">{name}</p>
        <p className="truncate text-sm text-muted">
          {workspace} · {t(`roles.${me.role}`)}
        </p>
      </div>
      <MenuSeparator />
      <MenuRadioGroup
        label={t('appearance.theme')}
        value={theme}
        onChange={setTheme}
        options={themes.map((value) => ({ value, label: t(`appearance.${value}`) }))}
      />
      <MenuSeparator />
      <MenuRadioGroup
        label={t('appearance.language')}
        value={language}
        onChange={(code) => void setLanguage(code)}
        options={languages.map(({ code, name: own }) => ({ value: code, label: own, lang: code }))}
      />
      <MenuSeparator />
      <CommandItem id="keys.show" />
      <CommandItem id="session.sign_out" />
    </Menu>
  )
}
