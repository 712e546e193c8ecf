import { ApiError, NetworkError } from '../request-errors.ts'
import type { OperationError } from './operation.ts'

/** What becomes of an operation that was not done: sent again after a while, or laid before somebody. */
export type Failure = { readonly error: OperationError; readonly delay_ms: number | null }

const longestMs = 60_000

/**
 * No answer, an overloaded server, a request that came too early or too often: again later. A sign-in that has ended says
 * nothing of the operation either: it waits for the next one. Every other refusal would only be repeated.
 */
export function failureOf(thrown: unknown, attempts: number, random: () => number): Failure {
  const error = errorOf(thrown)
  if (!isPassing(thrown)) return { error, delay_ms: null }
  const told = thrown instanceof ApiError ? (thrown.retry_after_ms ?? 0) : 0
  return { error, delay_ms: Math.max(backoff(attempts), told) + random() * (backoff(attempts) / 2) }
}

/** 1, 2, 4 … 60 seconds. */
function backoff(attempts: number): number {
  return Math.min(longestMs, 1_000 * 2 ** Math.min(attempts - 1, 10))
}

function isPassing(thrown: unknown): boolean {
  if (thrown instanceof NetworkError) return true
  if (!(thrown instanceof ApiError)) return false
  return thrown.status >= 500 || [401, 408, 425, 429].includes(thrown.status)
}

function errorOf(thrown: unknown): OperationError {
  if (thrown instanceof ApiError) return { code: thrown.code, message: thrown.message }
  if (thrown instanceof NetworkError) return { code: 'network', message: thrown.message }
  return { code: 'unknown', message: thrown instanceof Error ? thrown.message : String(thrown) }
}
