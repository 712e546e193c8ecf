import type { ProviderPlatform } from '@switchboard/protocol'
import { t } from '../../i18n/t.ts'
import { Field, Input, PasswordInput } from '../../ui/field.tsx'
import type { Form } from '../use-form.ts'

interface Props {
  platform: ProviderPlatform
  isTokenRequired: boolean
  form: Form
}

export function CredentialFields({ platform, isTokenRequired, form }: Props) {
  return (
    <>
      <Field
        label={t('account_list.token')}
        hint={t('account_list.token_hint')}
        error={form.errorOf('access_token') ?? form.errorOf('credentials')}
      >
        <PasswordInput
          name="access_token"
          required={isTokenRequired}
          maxLength={2_000}
          autoComplete="off"
          spellCheck={false}
          dir="ltr"
        />
      </Field>
      {platform === 'whatsapp' && (
        <Field label={t('account_list.waba')} hint={t('account_list.waba_hint')}>
          <Input name="waba_id" maxLength={200} autoComplete="off" inputMode="numeric" dir="ltr" />
        </Field>
      )}
    </>
  )
}

/** What was filled in of them. */
export function credentialsIn({ access_token, waba_id }: Record<string, string>): Record<string, string> {
  const given = { access_token: access_token?.trim(), waba_id: waba_id?.trim() }
  return Object.fromEntries(Object.entries(given).flatMap(([name, value]) => (value ? [[name, value]] : [])))
}
