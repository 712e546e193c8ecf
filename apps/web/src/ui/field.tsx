import { CircleAlert, Eye, EyeOff } from 'lucide-react'
import { type ComponentProps, createContext, type ReactNode, useContext, useId, useState } from 'react'
import { t } from '../i18n/t.ts'
import { classes } from './classes.ts'
import { IconButton } from './icon-button.tsx'

interface Wiring {
  id: string
  'aria-describedby': string | undefined
  'aria-invalid': true | undefined
}
const FieldContext = createContext<Wiring | null>(null)

interface FieldProps {
  label: string
  hint?: ReactNode
  error?: string | null | undefined
  className?: string
  children: ReactNode
}

/** A label, one control, and what helps with it. The control inside finds its id and description here. */
export function Field({ label, hint, error, className, children }: FieldProps) {
  const id = useId()
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ')
  const wiring: Wiring = {
    id,
    'aria-describedby': described || undefined,
    'aria-invalid': error ? true : undefined,
  }
  return (
    <div className={classes('grid gap-1.5', className)}>
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      <FieldContext value={wiring}>{children}</FieldContext>
      {hint && (
        <p id={`${id}-hint`} className="text-sm text-muted">
          {hint}
        </p>
      )}
      {error && (
        <p id={`${id}-error`} className="flex items-center gap-1.5 text-sm text-bad">
          <CircleAlert size={14} aria-hidden="true" className="shrink-0" />
          {error}
        </p>
      )}
    </div>
  )
}

const control =
  'w-full rounded-md border border-line-strong bg-surface text-text transition-colors enabled:hover:border-muted aria-invalid:border-bad disabled:opacity-60'

export function Input({ className, ...props }: ComponentProps<'input'>) {
  return <input {...useContext(FieldContext)} {...props} className={classes(control, 'h-9 px-3', className)} />
}

export function Textarea({ className, ...props }: ComponentProps<'textarea'>) {
  return (
    <textarea
      dir="auto"
      rows={3}
      {...useContext(FieldContext)}
      {...props}
      className={classes(control, 'resize-y px-3 py-2', className)}
    />
  )
}

/** The machine's own list: the best one on a phone, and found by every password manager and screen reader. */
export function Select({ className, children, ...props }: ComponentProps<'select'>) {
  return (
    <select {...useContext(FieldContext)} {...props} className={classes(control, 'h-9 ps-2.5 pe-2', className)}>
      {children}
    </select>
  )
}

/** Can be shown, so that what was typed can be checked; password managers and pasting are welcome. */
export function PasswordInput(props: ComponentProps<'input'>) {
  const [isShown, setShown] = useState(false)
  return (
    <div className="relative">
      <Input {...props} type={isShown ? 'text' : 'password'} className="pe-10" />
      <IconButton
        icon={isShown ? EyeOff : Eye}
        label={t(isShown ? 'common.hide_password' : 'common.show_password')}
        aria-pressed={isShown}
        onClick={() => setShown(!isShown)}
        className="absolute inset-y-0.5 end-0.5"
      />
    </div>
  )
}
