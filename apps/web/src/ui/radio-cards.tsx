import type { LucideIcon } from 'lucide-react'
import { useId } from 'react'

interface Props<T extends string> {
  label: string
  isLabelHidden?: boolean
  value: T
  options: readonly { value: T; label: string; hint?: string; icon?: LucideIcon; lang?: string }[]
  columns?: string
  onChange(value: T): void
}

/** A choice of a few, each with room to say what it means. */
export function RadioCards<T extends string>(props: Props<T>) {
  const { label, isLabelHidden, value, options, columns = 'md:grid-cols-2', onChange } = props
  const name = useId()
  return (
    <fieldset>
      <legend className={isLabelHidden ? 'sr-only' : 'mb-1.5 font-medium'}>{label}</legend>
      <div className={`grid gap-2 ${columns}`}>
        {options.map(({ icon: Icon, ...option }) => (
          <label
            key={option.value}
            lang={option.lang}
            className="flex cursor-pointer items-start gap-3 rounded-lg border border-line bg-surface p-3 transition-colors hover:bg-hover has-checked:border-accent has-checked:bg-accent-soft has-checked:ring-1 has-checked:ring-accent has-focus-visible:outline-2 has-focus-visible:outline-offset-1 has-focus-visible:outline-focus"
          >
            <input
              type="radio"
              name={name}
              value={option.value}
              checked={option.value === value}
              onChange={() => onChange(option.value)}
              className="mt-0.5 size-4 shrink-0 outline-none"
            />
            <span className="min-w-0 flex-1">
              <span className="block font-medium">{option.label}</span>
              {option.hint && <span className="mt-0.5 block text-sm text-muted">{option.hint}</span>}
            </span>
            {Icon && <Icon size={18} aria-hidden="true" className="shrink-0 text-muted" />}
          </label>
        ))}
      </div>
    </fieldset>
  )
}
