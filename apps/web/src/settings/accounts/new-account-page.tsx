import type { ProviderPlatform } from '@switchboard/protocol'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { t } from '../../i18n/t.ts'
import { platformName } from '../../inbox/platform-mark.tsx'
import { useClient } from '../../live/client-context.tsx'
import { useInbox } from '../../live/use-inbox.ts'
import { useMay } from '../../session/use-me.ts'
import { Field, Input } from '../../ui/field.tsx'
import { RadioCards } from '../../ui/radio-cards.tsx'
import { toast } from '../../ui/toast.ts'
import { useIsHere } from '../../ui/use-is-here.ts'
import { Block } from '../block.tsx'
import { NoPermission } from '../loaded.tsx'
import { settingsAddress } from '../settings-address.ts'
import { SettingsForm } from '../settings-form.tsx'
import { useForm } from '../use-form.ts'
import { BackToAccounts } from './account-page.tsx'
import { CredentialFields, credentialsIn } from './credential-fields.tsx'
import { WebhookFacts } from './webhook-facts.tsx'

const platforms = ['whatsapp', 'instagram', 'messenger'] as const satisfies readonly ProviderPlatform[]

/** By hand: the ids and the token that the app dashboard of Meta shows. */
export function NewAccountPage() {
  const [platform, setPlatform] = useState<ProviderPlatform>('whatsapp')
  const isSandbox = useInbox((state) => state.workspace.is_sandbox)
  if (!useMay('accounts.manage')) return <NoPermission />
  return (
    <div className="flex flex-1 flex-col gap-5">
      <BackToAccounts />
      <h2 className="text-xl font-semibold">{t('account_new.title')}</h2>
      <RadioCards
        label={t('account_new.platform')}
        value={platform}
        onChange={(value) => setPlatform(value)}
        columns="md:grid-cols-3"
        options={platforms.map((value) => ({
          value,
          label: platformName(value),
          hint: t(`account_new.${value}`),
        }))}
      />
      <div>
        <Block title={t('account_new.before')}>
          <ul className="grid list-disc gap-1.5 ps-5 text-muted">
            {isSandbox ? (
              <li>{t('account_new.before_sandbox')}</li>
            ) : (
              <>
                <li>{t('account_new.before_one')}</li>
                <li>{t('account_new.before_two')}</li>
                <li>{t('account_new.before_three')}</li>
              </>
            )}
          </ul>
        </Block>
        <Block title={t('account_list.webhook')} lead={t('account_list.webhook_lead')}>
          <WebhookFacts platform={platform} />
        </Block>
        <Block title={t('account_list.about')}>
          <AccountForm key={platform} platform={platform} />
        </Block>
      </div>
    </div>
  )
}

function AccountForm({ platform }: { platform: ProviderPlatform }) {
  const { requests } = useClient()
  const navigate = useNavigate()
  const isHere = useIsHere()
  const form = useForm(
    async (fields) => {
      const credentials = credentialsIn(fields)
      const account = await requests.accounts.create({
        platform,
        external_id: fields.external_id!.trim(),
        name: fields.name!.trim(),
        ...(Object.keys(credentials).length > 0 && { credentials }),
      })
      toast(t('account_new.done', { name: account.name }))
      if (isHere()) void navigate({ ...settingsAddress('accounts', account.id), replace: true })
    },
    { account_exists: { field: 'external_id' } },
  )
  return (
    <SettingsForm form={form} submit={t('account_new.connect')}>
      <Field label={t('account_list.name')} hint={t('account_list.name_hint')} error={form.errorOf('name')}>
        <Input name="name" required maxLength={200} pattern=".*\S.*" autoComplete="off" dir="auto" />
      </Field>
      <Field
        label={t(`account_new.${platform}_id`)}
        hint={t(`account_new.${platform}_id_hint`)}
        error={form.errorOf('external_id')}
      >
        <Input name="external_id" required maxLength={200} pattern=".*\S.*" autoComplete="off" dir="ltr" />
      </Field>
      <CredentialFields platform={platform} isTokenRequired={false} form={form} />
    </SettingsForm>
  )
}
