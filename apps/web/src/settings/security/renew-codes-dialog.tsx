import { useState } from 'react'
import { t } from '../../i18n/t.ts'
import { useClient } from '../../live/client-context.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { PasswordStep } from './password-step.tsx'
import { RecoveryCodes } from './recovery-codes.tsx'

export function RenewCodesDialog({ onClose }: { onClose(): void }) {
  const { requests } = useClient()
  const [codes, setCodes] = useState<readonly string[] | null>(null)
  if (codes) return <RecoveryCodes codes={codes} onKept={onClose} />
  return (
    <Dialog title={t('security.renew')} description={t('security.renew_lead')} onClose={onClose}>
      <PasswordStep
        confirm={t('common.continue')}
        onCancel={onClose}
        onPassword={async (password) => {
          const { backupCodes } = await requests.auth.twoFactor.renewRecoveryCodes({ password })
          setCodes(backupCodes)
        }}
      />
    </Dialog>
  )
}
