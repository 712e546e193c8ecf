import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import { classes } from '../../ui/classes.ts'

interface Props {
  icon: LucideIcon
  title: ReactNode
  text?: ReactNode
  className?: string
  children?: ReactNode
}

/** Something inside a message that is more than words: what it is, and what there is to know of it. */
export function Card({ icon: Icon, title, text, className, children }: Props) {
  return (
    <div
      className={classes(
        'flex w-72 max-w-full items-start gap-3 rounded-lg border border-line bg-surface px-3 py-2.5',
        className,
      )}
    >
      <span className="grid size-9 shrink-0 place-items-center rounded-md bg-sunken text-muted">
        <Icon size={18} strokeWidth={1.8} aria-hidden="true" />
      </span>
      <div className="min-w-0 flex-1">
        <div className="font-medium wrap-anywhere">{title}</div>
        {text && <div className="text-sm text-muted wrap-anywhere">{text}</div>}
        {children}
      </div>
    </div>
  )
}

export function CardLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <a
      href={href}
      target="_blank"
      rel="noreferrer noopener"
      className="inline-flex min-h-6 items-center text-sm text-accent-text underline underline-offset-2 hover:no-underline"
    >
      {children}
    </a>
  )
}
