import { type KeyboardEvent, type ReactNode, useId } from 'react'
import { classes } from './classes.ts'

interface Props<T extends string> {
  label: string
  value: T
  tabs: readonly { value: T; label: ReactNode }[]
  onChange(value: T): void
  /** The panel of the chosen tab. */
  children: ReactNode
  className?: string
}

/** One of several panels. Arrows choose, Home and End too; Tab goes into the panel. */
export function Tabs<T extends string>({ label, value, tabs, onChange, children, className }: Props<T>) {
  const id = useId()

  function move(event: KeyboardEvent<HTMLElement>) {
    const at = tabs.findIndex((tab) => tab.value === value)
    const isRtl = getComputedStyle(event.currentTarget).direction === 'rtl'
    const steps: Record<string, number> = {
      ArrowRight: isRtl ? at - 1 : at + 1,
      ArrowLeft: isRtl ? at + 1 : at - 1,
      Home: 0,
      End: tabs.length - 1,
    }
    const to = steps[event.key]
    if (to === undefined) return
    event.preventDefault()
    const next = (to + tabs.length) % tabs.length
    onChange(tabs[next]!.value)
    event.currentTarget.querySelectorAll<HTMLElement>('[role=tab]')[next]?.focus()
  }

  return (
    <>
      <div role="tablist" aria-label={label} onKeyDown={move} className={classes('flex gap-1', className)}>
        {tabs.map((tab) => (
          <button
            key={tab.value}
            type="button"
            role="tab"
            id={`${id}-${tab.value}`}
            aria-selected={tab.value === value}
            aria-controls={`${id}-panel`}
            tabIndex={tab.value === value ? 0 : -1}
            onClick={() => onChange(tab.value)}
            className="h-7 rounded-md px-2.5 text-muted transition-colors hover:bg-hover hover:text-text aria-selected:bg-selected aria-selected:font-medium aria-selected:text-text"
          >
            {tab.label}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${value}`} className="contents">
        {children}
      </div>
    </>
  )
}
