/** When a delivery that was not answered with 200 is tried again, in sandbox time. */
export interface RetryPolicy {
  /** Wait before the second attempt. */
  firstMs: number
  /** Each further wait is this many times as long. */
  factor: number
  /** But never longer than this. */
  maxMs: number
  /** No attempt begins later than this after the first. */
  giveUpMs: number
  /** How long the receiver may take to answer: real time, not the sandbox's. */
  timeoutMs: number
}

/** Meta's wait grows to hours and ends after days. Here it grows to half a minute, so that a restarted server soon hears. */
export const defaultRetry: Readonly<RetryPolicy> = {
  firstMs: 500,
  factor: 2,
  maxMs: 30_000,
  giveUpMs: 36 * 3_600_000,
  timeoutMs: 5_000,
}

/** The wait after that many failed attempts, or undefined when it is time to give up. */
export function retryWait(policy: RetryPolicy, failedAttempts: number, sinceFirstMs: number): number | undefined {
  const wait = Math.min(policy.maxMs, policy.firstMs * policy.factor ** (failedAttempts - 1))
  return sinceFirstMs + wait > policy.giveUpMs ? undefined : wait
}
