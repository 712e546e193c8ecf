import { CircleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { LanguagePicker } from './language-picker.tsx'

interface Props {
  title: string
  lead?: ReactNode
  children?: ReactNode
}

/** What stands before the inbox: one column, one thing to do. */
export function FrontPage({ title, lead, children }: Props) {
  return (
    <main className="grid min-h-full place-items-center px-4 py-10">
      <div className="w-full max-w-100">
        <img src="/icon.svg" alt="" width={36} height={36} className="mb-5" />
        <h1 className="text-2xl font-semibold tracking-tight">{title}</h1>
        {lead && <div className="mt-1.5 text-lg text-pretty text-muted">{lead}</div>}
        {children && <div className="mt-6">{children}</div>}
        <LanguagePicker />
      </div>
    </main>
  )
}

export function Problem({ children }: { children: ReactNode }) {
  return (
    <p role="alert" className="flex items-start gap-2 rounded-md bg-bad-soft px-3 py-2 text-bad">
      <CircleAlert size={16} aria-hidden="true" className="mt-0.5 shrink-0" />
      <span>{children}</span>
    </p>
  )
}
