import { Download } from 'lucide-react'
import { t } from '../../i18n/t.ts'
import { Button } from '../../ui/button.tsx'
import { CopyButton } from '../copy-value.tsx'
import { OnceDialog } from '../once-dialog.tsx'

/** Shown once. Not closed by a click beside it or by Escape: whoever loses the codes may lose the account. */
export function RecoveryCodes({ codes, onKept }: { codes: readonly string[]; onKept(): void }) {
  return (
    <OnceDialog
      title={t('security.recovery')}
      lead={t('security.recovery_lead')}
      done={t('security.kept')}
      onDone={onKept}
    >
      <ul
        aria-label={t('security.recovery_codes')}
        dir="ltr"
        className="grid grid-cols-2 gap-x-6 gap-y-1 rounded-lg bg-sunken px-5 py-4 font-mono text-lg"
      >
        {codes.map((code) => (
          <li key={code} className="select-all">
            {code}
          </li>
        ))}
      </ul>
      <div className="flex flex-wrap gap-2">
        <CopyButton value={codes.join('\n')} label={t('security.copy_codes')} />
        <Button onClick={() => save('switchboard-recovery-codes.txt', `${codes.join('\n')}\n`)}>
          <Download size={15} aria-hidden="true" />
          {t('forms.download')}
        </Button>
      </div>
    </OnceDialog>
  )
}

function save(name: string, text: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/plain' }))
  link.download = name
  link.click()
  URL.revokeObjectURL(link.href)
}
