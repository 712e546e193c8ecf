import { type ComponentProps, type ReactNode, useId } from 'react'
import { classes } from './classes.ts'

interface ToggleProps extends Omit<ComponentProps<'input'>, 'type'> {
  label: ReactNode
  hint?: ReactNode
}

export function Checkbox({ label, hint, className, ...props }: ToggleProps) {
  const id = useId()
  return (
    <span className={classes('flex items-start gap-2.5', className)}>
      <input
        type="checkbox"
        id={id}
        aria-describedby={hint ? `${id}-hint` : undefined}
        {...props}
        className="my-0.5 size-4 shrink-0"
      />
      <Words id={id} label={label} hint={hint} />
    </span>
  )
}

/** For what takes effect at once. */
export function Switch({ label, hint, className, ...props }: ToggleProps) {
  const id = useId()
  return (
    <span className={classes('flex items-start justify-between gap-4', className)}>
      <Words id={id} label={label} hint={hint} />
      <input
        type="checkbox"
        // biome-ignore lint/a11y/useAriaPropsForRole: a checkbox says by itself whether it is checked
        role="switch"
        id={id}
        aria-describedby={hint ? `${id}-hint` : undefined}
        {...props}
        className={classes(
          'relative h-6 w-10 shrink-0 cursor-pointer appearance-none rounded-full border border-line-strong bg-sunken transition-colors',
          'before:absolute before:inset-y-1 before:start-1 before:size-3.5 before:rounded-full before:bg-line-strong before:transition-all',
          'checked:border-accent checked:bg-accent checked:before:start-5 checked:before:bg-on-accent disabled:opacity-60',
        )}
      />
    </span>
  )
}

function Words({ id, label, hint }: { id: string; label: ReactNode; hint: ReactNode }) {
  return (
    <span className="min-w-0">
      <label htmlFor={id} className="block min-h-6 cursor-pointer leading-6">
        {label}
      </label>
      {hint && (
        <span id={`${id}-hint`} className="block text-sm text-muted">
          {hint}
        </span>
      )}
    </span>
  )
}
