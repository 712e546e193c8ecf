import type { ComponentProps } from 'react'
import { classes } from './classes.ts'
import { Spinner } from './spinner.tsx'

const looks = {
  primary: 'bg-accent text-on-accent enabled:hover:bg-accent-hover font-medium',
  secondary: 'bg-raised text-text border border-line-strong/50 enabled:hover:bg-hover',
  ghost: 'text-text enabled:hover:bg-hover aria-expanded:bg-hover',
  quiet: 'text-accent-text enabled:hover:bg-hover font-medium',
  danger: 'bg-danger text-on-accent enabled:hover:bg-danger-hover font-medium',
  link: 'text-accent-text underline underline-offset-2 enabled:hover:no-underline',
}
const sizes = { sm: 'h-7 px-2.5 text-sm', md: 'h-8 px-3', lg: 'h-10 px-4' }

interface Props extends ComponentProps<'button'> {
  look?: keyof typeof looks
  size?: keyof typeof sizes
  /** Something that this button began is going on: it stays where it is and cannot be pressed again. */
  isBusy?: boolean
}

export function Button({ look = 'secondary', size = 'md', isBusy = false, className, children, ...props }: Props) {
  return (
    <button
      type="button"
      aria-busy={isBusy || undefined}
      {...props}
      disabled={props.disabled || isBusy}
      className={classes(
        'inline-flex items-center justify-center gap-1.5 rounded-md whitespace-nowrap transition-colors select-none',
        'disabled:opacity-60',
        looks[look],
        look === 'link' ? 'min-h-6' : sizes[size],
        className,
      )}
    >
      {isBusy && <Spinner />}
      {children}
    </button>
  )
}
