import { ApiError } from '@switchboard/sdk'
import { type FormEvent, type ReactNode, useId, useState } from 'react'

interface FormProps {
  title: string
  lead: string
  submit: string
  children: ReactNode
  /** Rejects with what went wrong; the words are shown above the button. */
  onSubmit(fields: Record<string, string>): Promise<void>
}

export function Form({ title, lead, submit, children, onSubmit }: FormProps) {
  const [isBusy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)

  async function send(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const fields = Object.fromEntries(
      [...new FormData(event.currentTarget)].map(([name, value]) => [name, typeof value === 'string' ? value : '']),
    )
    setBusy(true)
    setProblem(null)
    try {
      await onSubmit(fields)
    } catch (error) {
      setProblem(explain(error))
      setBusy(false)
    }
  }

  return (
    <main className="card">
      <h1>{title}</h1>
      <p className="muted">{lead}</p>
      <form onSubmit={(event) => void send(event)}>
        {children}
        {problem && (
          <p role="alert" className="problem">
            {problem}
          </p>
        )}
        <button type="submit" className="primary" disabled={isBusy}>
          {isBusy ? 'One moment…' : submit}
        </button>
      </form>
    </main>
  )
}

interface FieldProps {
  label: string
  name: string
  type?: string
  autoComplete?: string
  minLength?: number
  defaultValue?: string
  hint?: string
}

export function Field({ label, hint, ...input }: FieldProps) {
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input id={id} required aria-describedby={hint && `${id}-hint`} {...input} />
      {hint && (
        <small id={`${id}-hint`} className="muted">
          {hint}
        </small>
      )}
    </div>
  )
}

/** The server's own words where it has any: they are written for people. */
export function explain(error: unknown): string {
  if (!(error instanceof ApiError)) return 'The server did not answer. Check your connection and try again.'
  const { retry_after_ms } = (error.details ?? {}) as { retry_after_ms?: number }
  return retry_after_ms ? `${error.message} Try again in ${Math.ceil(retry_after_ms / 1000)} s.` : error.message
}
