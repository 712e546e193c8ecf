import { t } from '../i18n/t.ts'
import { CopyButton } from '../ui/copy-button.tsx'

const examples = [
  {
    label: 'sandbox.cli_one',
    command: 'npm run sandbox -- send --platform whatsapp --as ada "Is this still available?"',
  },
  { label: 'sandbox.cli_many', command: 'npm run sandbox -- burst --count 50' },
  { label: 'sandbox.cli_faults', command: 'npm run sandbox -- faults --duplicates 0.1' },
] as const

/** The same from the command line, where the server runs. */
export function CommandLines() {
  return (
    <ul className="grid gap-4 px-5 pt-2 pb-5">
      {examples.map(({ label, command }) => (
        <li key={label}>
          <p className="mb-1.5 font-medium">{t(label)}</p>
          <div className="flex items-center gap-2 rounded-lg border border-line bg-sunken py-1 ps-3 pe-1">
            <code
              dir="ltr"
              // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
              tabIndex={0}
              className="min-w-0 flex-1 overflow-x-auto py-1 font-mono text-sm whitespace-nowrap"
            >
              {command}
            </code>
            <CopyButton text={command} label={t('common.copy')} />
          </div>
        </li>
      ))}
    </ul>
  )
}
