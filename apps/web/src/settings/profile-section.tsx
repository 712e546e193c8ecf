import { Link } from '@tanstack/react-router'
import { t } from '../i18n/t.ts'
import { useClient } from '../live/client-context.tsx'
import { useMe } from '../session/use-me.ts'
import { Avatar } from '../ui/avatar.tsx'
import { Field, Input } from '../ui/field.tsx'
import { Fact, Facts } from './block.tsx'
import { settingsAddress } from './settings-address.ts'
import { SettingsForm } from './settings-form.tsx'
import { useForm } from './use-form.ts'

/** Who one is for the team. The new name follows to every workspace and comes back as an event. */
export function ProfileSection() {
  const me = useMe()
  const { requests } = useClient()
  const form = useForm(({ name }) => requests.auth.updateUser({ name: name!.trim() }))
  const name = me.name ?? ''
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-8">
      <div className="flex items-center gap-4">
        <Avatar id={me.id} name={name} src={me.avatar_url} size={64} />
        <div className="min-w-0">
          <p className="truncate text-lg font-semibold">
            <bdi>{name}</bdi>
          </p>
          {!me.avatar_url && <p className="text-muted">{t('profile.picture_lead')}</p>}
        </div>
      </div>
      <SettingsForm form={form}>
        <Field label={t('profile.name')} hint={t('profile.name_hint')} error={form.errorOf('name')}>
          <Input
            name="name"
            autoComplete="name"
            required
            maxLength={100}
            pattern=".*\S.*"
            defaultValue={name}
            dir="auto"
          />
        </Field>
      </SettingsForm>
      <Facts>
        <Fact name={t('profile.email')}>
          <span dir="ltr">{me.email}</span>
          <span className="block text-sm text-muted">{t('profile.email_hint')}</span>
        </Fact>
        <Fact name={t('profile.role')}>
          {t(`roles.${me.role}`)}
          <span className="block text-sm text-muted">{t(`role_hints.${me.role}`)}</span>
          <Link
            {...settingsAddress('members', 'roles')}
            className="inline-flex min-h-6 items-center text-sm text-accent-text underline underline-offset-2 hover:no-underline"
          >
            {t('profile.see_roles')}
          </Link>
        </Fact>
      </Facts>
    </div>
  )
}
