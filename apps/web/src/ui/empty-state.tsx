import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'

interface Props {
  icon: LucideIcon
  title: string
  text?: ReactNode
  action?: ReactNode
}

/** Nothing is here, why, and what to do about it. */
export function EmptyState({ icon: Icon, title, text, action }: Props) {
  return (
    <div className="m-auto flex max-w-80 flex-col items-center gap-1 p-6 text-center text-balance">
      <span className="mb-2 grid size-11 place-items-center rounded-full bg-sunken text-muted">
        <Icon size={20} strokeWidth={1.75} aria-hidden="true" />
      </span>
      <p className="font-medium">{title}</p>
      {text && <p className="text-muted">{text}</p>}
      {action && <div className="mt-3">{action}</div>}
    </div>
  )
}
