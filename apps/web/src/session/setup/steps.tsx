import { t } from '../../i18n/t.ts'

/** How far it is. */
export function Steps({ at, count }: { at: number; count: number }) {
  return (
    <p className="mb-5 flex items-center gap-2 text-sm text-muted">
      <span aria-hidden="true" className="flex gap-1">
        {Array.from({ length: count }, (_, n) => (
          <span
            // biome-ignore lint/suspicious/noArrayIndexKey: a fixed row of marks
            key={n}
            className={`h-1.5 w-6 rounded-full ${n <= at ? 'bg-accent' : 'bg-line'}`}
          />
        ))}
      </span>
      {t('setup.step', { n: at + 1, of: count })}
    </p>
  )
}
