import { Check } from 'lucide-react'
import { t } from '../../i18n/t.ts'

/** Buttons that were offered to the customer. They are theirs to press, so here they are words; the chosen one is marked. */
export function Options({ options, chosen }: { options: readonly string[]; chosen?: string | undefined }) {
  if (options.length === 0) return null
  return (
    <ul aria-label={t('thread.options')} className="mt-1.5 flex flex-wrap gap-1">
      {options.map((option) => {
        const isChosen = option === chosen
        return (
          <li
            key={option}
            className={`inline-flex min-h-6 items-center gap-1 rounded-md border px-2 text-sm ${
              isChosen ? 'border-accent bg-accent-soft text-accent-text' : 'border-line bg-surface text-muted'
            }`}
          >
            {isChosen && <Check size={14} aria-hidden="true" />}
            <bdi>{option}</bdi>
            {isChosen && <span className="sr-only">({t('thread.chosen')})</span>}
          </li>
        )
      })}
    </ul>
  )
}
