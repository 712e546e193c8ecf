import { type ReactNode, type Ref, useId } from 'react'
import { classes } from '../ui/classes.ts'

interface Props {
  ref?: Ref<HTMLElement>
  title: string
  lead?: ReactNode
  /** At the end of the heading. */
  action?: ReactNode
  className?: string
  children?: ReactNode
}

/** One matter of a page of the settings, under its own heading. */
export function Block({ ref, title, lead, action, className, children }: Props) {
  const id = useId()
  return (
    <section
      ref={ref}
      aria-labelledby={id}
      className={classes(
        'grid grid-cols-[minmax(0,1fr)] gap-4 border-b border-line py-7 first:pt-0 last:border-b-0',
        className,
      )}
    >
      <header className="flex items-start gap-4">
        <div className="min-w-0 flex-1">
          <h2 id={id} className="text-lg font-semibold">
            {title}
          </h2>
          {lead && <p className="mt-0.5 max-w-140 text-muted">{lead}</p>}
        </div>
        {action}
      </header>
      {children}
    </section>
  )
}

/** Names and what stands for them. */
export function Facts({ children }: { children: ReactNode }) {
  return <dl className="lines rounded-lg border border-line">{children}</dl>
}

export function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex min-h-11 flex-wrap items-center gap-x-4 gap-y-0.5 px-3.5 py-2">
      <dt className="w-44 shrink-0 text-muted">{name}</dt>
      <dd className="min-w-0 flex-1 basis-48 wrap-anywhere">{children}</dd>
    </div>
  )
}
