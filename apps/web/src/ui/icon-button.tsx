import type { LucideIcon } from 'lucide-react'
import type { ComponentProps } from 'react'
import { classes } from './classes.ts'
import type { Side } from './place.ts'
import { Tooltip } from './tooltip.tsx'

interface Props extends Omit<ComponentProps<'button'>, 'children'> {
  icon: LucideIcon
  /** What it does, in words: the accessible name and the tooltip. */
  label: string
  keys?: string | undefined
  tooltipSide?: Side
  /** An arrow that points where reading goes turns round with the direction of reading. */
  isDirectional?: boolean
}

export function IconButton({ icon: Icon, label, keys, tooltipSide, isDirectional, className, ...props }: Props) {
  return (
    <Tooltip text={label} keys={keys} {...(tooltipSide && { side: tooltipSide })}>
      <button
        type="button"
        aria-label={label}
        aria-keyshortcuts={keys && ariaKeys(keys)}
        {...props}
        className={classes(
          'grid size-8 shrink-0 place-items-center rounded-md text-muted transition-colors',
          'enabled:hover:bg-hover enabled:hover:text-text aria-expanded:bg-hover aria-pressed:bg-selected aria-pressed:text-accent-text disabled:opacity-50',
          className,
        )}
      >
        <Icon size={16} strokeWidth={1.9} aria-hidden="true" className={classes(isDirectional && 'rtl:-scale-x-100')} />
      </button>
    </Tooltip>
  )
}

/** As ARIA writes them; sequences have no such form. */
function ariaKeys(keys: string): string | undefined {
  return keys.includes(' ') ? undefined : keys.replace('mod', 'Control')
}
