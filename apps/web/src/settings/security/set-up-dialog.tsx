import type { Enrolment } from '@switchboard/sdk'
import { useState } from 'react'
import { t } from '../../i18n/t.ts'
import { useClient } from '../../live/client-context.tsx'
import { Field, Input } from '../../ui/field.tsx'
import { toast } from '../../ui/toast.ts'
import { CopyValue } from '../copy-value.tsx'
import { FormDialog } from '../form-dialog.tsx'
import { useForm } from '../use-form.ts'
import { PasswordDialog } from './password-dialog.tsx'
import { QrCode } from './qr-code.tsx'
import { RecoveryCodes } from './recovery-codes.tsx'

/** Password, then the app, then the codes for when the phone is lost. Nothing counts before the first code was right. */
export function SetUpDialog({ onClose }: { onClose(): void }) {
  const { requests } = useClient()
  const [enrolment, setEnrolment] = useState<Enrolment | null>(null)
  const [isVerified, setVerified] = useState(false)

  if (enrolment && isVerified) return <RecoveryCodes codes={enrolment.backupCodes} onKept={onClose} />
  if (enrolment) return <VerifyDialog uri={enrolment.totpURI} onVerified={() => setVerified(true)} onClose={onClose} />
  return (
    <PasswordDialog
      title={t('security.two_factor')}
      confirm={t('common.continue')}
      onPassword={async (password) => setEnrolment(await requests.auth.twoFactor.enable({ password }))}
      onClose={onClose}
    />
  )
}

function VerifyDialog({ uri, onVerified, onClose }: { uri: string; onVerified(): void; onClose(): void }) {
  const { requests } = useClient()
  const form = useForm(
    async ({ code }) => {
      await requests.auth.verifyCode({ code: code!.replaceAll(/\s/g, '') })
      toast(t('security.turned_on'))
      onVerified()
    },
    { wrong_code: { field: 'code' } },
  )
  return (
    <FormDialog
      title={t('security.scan')}
      description={t('security.scan_lead')}
      form={form}
      submit={t('security.turn_on')}
      onClose={onClose}
    >
      <div className="flex flex-wrap items-center gap-5">
        <QrCode text={uri} label={t('security.qr')} />
        <div className="grid min-w-52 flex-1 gap-1.5">
          <p className="text-sm text-muted">{t('security.by_hand')}</p>
          <CopyValue value={secretOf(uri)} label={t('security.by_hand')} />
        </div>
      </div>
      <Field label={t('security.code')} hint={t('security.code_hint')} error={form.errorOf('code')}>
        <Input
          name="code"
          inputMode="numeric"
          autoComplete="one-time-code"
          required
          maxLength={10}
          autoFocus
          dir="ltr"
          className="max-w-40 text-lg tracking-widest tabular-nums"
        />
      </Field>
    </FormDialog>
  )
}

/** In groups of four, as people read it out. */
function secretOf(uri: string): string {
  const secret = new URL(uri).searchParams.get('secret') ?? ''
  return secret.match(/.{1,4}/g)?.join(' ') ?? secret
}
