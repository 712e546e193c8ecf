import type { ReactNode } from 'react'
import { classes } from './classes.ts'

const looks = {
  plain: 'bg-sunken text-muted border-line',
  accent: 'bg-accent-soft text-accent-text border-transparent',
  good: 'bg-good-soft text-good border-transparent',
  warn: 'bg-warn-soft text-warn border-transparent',
  bad: 'bg-bad-soft text-bad border-transparent',
}

interface Props {
  look?: keyof typeof looks
  className?: string
  children: ReactNode
}

export function Badge({ look = 'plain', className, children }: Props) {
  return (
    <span
      className={classes(
        'inline-flex h-5 shrink-0 items-center gap-1 rounded-full border px-2 text-xs whitespace-nowrap',
        looks[look],
        className,
      )}
    >
      {children}
    </span>
  )
}

/** How many wait. Beyond 99 the exact number no longer matters. */
export function CountBadge({ count, label }: { count: number; label: string }) {
  return (
    <span className="inline-grid h-4.5 min-w-4.5 shrink-0 place-items-center rounded-full bg-accent px-1.5 text-[0.6875rem] leading-none font-semibold text-on-accent tabular-nums">
      <span aria-hidden="true">{count > 99 ? '99+' : count}</span>
      <span className="sr-only">{label}</span>
    </span>
  )
}
