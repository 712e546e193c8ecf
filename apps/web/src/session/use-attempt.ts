import { ApiError } from '@switchboard/sdk'
import { type FormEvent, useState } from 'react'
import { t } from '../i18n/t.ts'
import { explain } from './explain.ts'
import { fieldsOf } from './fields-of.ts'
import { useSecondsUntil } from './use-seconds-until.ts'

interface Attempt {
  isBusy: boolean
  /** What went wrong the last time; after too many attempts, with the seconds that are left. */
  problem: string | null
  /** Nothing can be sent yet. */
  isLocked: boolean
  onSubmit(event: FormEvent<HTMLFormElement>): void
}

/** The life of a form: one sending at a time, what went wrong in words, and no sending while the server would refuse it. */
export function useAttempt(send: (fields: Record<string, string>) => Promise<void>): Attempt {
  const [isBusy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const [lockedUntil, setLockedUntil] = useState<number | null>(null)
  const seconds = useSecondsUntil(lockedUntil)
  const isLocked = seconds !== null && seconds > 0

  async function attempt(fields: Record<string, string>) {
    setBusy(true)
    setError(null)
    setLockedUntil(null)
    try {
      await send(fields)
    } catch (problem) {
      setError(problem)
      if (problem instanceof ApiError && problem.code === 'rate_limited') {
        setLockedUntil(Date.now() + (problem.retry_after_ms ?? 60_000))
      }
    } finally {
      setBusy(false)
    }
  }

  function problem(): string | null {
    if (error === null) return null
    if (!(error instanceof ApiError) || error.code !== 'rate_limited') return explain(error)
    return isLocked ? t('errors.rate_limited', { count: seconds }) : t('errors.try_again')
  }

  return {
    isBusy,
    isLocked,
    problem: problem(),
    onSubmit(event) {
      event.preventDefault()
      if (!isBusy && !isLocked) void attempt(fieldsOf(event.currentTarget))
    },
  }
}
