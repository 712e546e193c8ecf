import { useQueryClient } from '@tanstack/react-query'
import { t } from '../../i18n/t.ts'
import { useClient } from '../../live/client-context.tsx'
import { useMe } from '../../session/use-me.ts'
import { Field, PasswordInput } from '../../ui/field.tsx'
import { toast } from '../../ui/toast.ts'
import { Checkbox } from '../../ui/toggles.tsx'
import { Block } from '../block.tsx'
import { SettingsForm } from '../settings-form.tsx'
import { useForm } from '../use-form.ts'
import { sessionsKey } from './sessions-block.tsx'

export function PasswordBlock() {
  const { requests } = useClient()
  const queries = useQueryClient()
  const { email } = useMe()
  const form = useForm(
    async ({ current, password, others }) => {
      await requests.auth.changePassword({
        currentPassword: current!,
        newPassword: password!,
        revokeOtherSessions: others !== undefined,
      })
      toast(t('security.changed'))
      void queries.invalidateQueries({ queryKey: sessionsKey })
    },
    {
      wrong_credentials: { field: 'current', text: 'security.wrong_password' },
    },
    { isEmptied: true },
  )
  return (
    <Block title={t('security.password')} lead={t('security.password_lead')}>
      <SettingsForm form={form} submit={t('security.change')}>
        {/* Tells password managers whose password it is. */}
        <input type="hidden" autoComplete="username" value={email ?? ''} readOnly />
        <Field label={t('security.current')} error={form.errorOf('current')}>
          <PasswordInput name="current" autoComplete="current-password" required maxLength={128} />
        </Field>
        <Field
          label={t('security.new')}
          hint={t('auth.password_rule')}
          error={form.errorOf('password') ?? form.errorOf('newPassword')}
        >
          <PasswordInput name="password" autoComplete="new-password" required minLength={8} maxLength={128} />
        </Field>
        <Checkbox name="others" defaultChecked label={t('security.others')} hint={t('security.others_hint')} />
      </SettingsForm>
    </Block>
  )
}
