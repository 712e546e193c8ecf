import type { ReactNode } from 'react'

interface Props {
  title: string
  text: ReactNode
  action?: { label: string; run(): void }
}

/** One thing to say, and at most one thing to do about it. */
export function Notice({ title, text, action }: Props) {
  return (
    <main className="card">
      <h1>{title}</h1>
      <p className="muted">{text}</p>
      {action && (
        <button type="button" className="primary" onClick={action.run}>
          {action.label}
        </button>
      )}
    </main>
  )
}
