import { useState } from 'react'
import { t } from '../../i18n/t.ts'
import { useClient } from '../../live/client-context.tsx'
import { PasswordDialog } from './password-dialog.tsx'
import { RecoveryCodes } from './recovery-codes.tsx'

export function RenewCodesDialog({ onClose }: { onClose(): void }) {
  const { requests } = useClient()
  const [codes, setCodes] = useState<readonly string[] | null>(null)
  if (codes) return <RecoveryCodes codes={codes} onKept={onClose} />
  return (
    <PasswordDialog
      title={t('security.renew')}
      lead={t('security.renew_lead')}
      confirm={t('common.continue')}
      onPassword={async (password) => {
        const { backupCodes } = await requests.auth.twoFactor.renewRecoveryCodes({ password })
        setCodes(backupCodes)
      }}
      onClose={onClose}
    />
  )
}
