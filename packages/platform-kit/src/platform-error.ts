/**
 * Five kinds, because there are five things to do: wait, ask a person for new credentials, give this request up, try
 * again, or find out whether it was done. `uncertain` is for what changes something: the request had left and no answer
 * came. A call that only reads is never uncertain.
 */
export type FailureKind = 'throttled' | 'credentials_rejected' | 'rejected' | 'unavailable' | 'uncertain'

export interface FailureDetails {
  /** The platform's own code, e.g. `190/463`; null where it gave none. */
  code?: string | null
  /** The platform's id of the failed call, which its support asks for. */
  trace?: string | null
  /** How long the platform asks us to wait; null where it does not say. */
  retryAfterMs?: number | null
}

/**
 * A platform did not do what it was asked. The message is for the log: it never holds what the platform wrote, which may
 * repeat names, ids and tokens.
 */
export class PlatformError extends Error {
  override readonly name: string = 'PlatformError'
  readonly kind: FailureKind
  readonly code: string | null
  readonly trace: string | null
  readonly retryAfterMs: number | null

  constructor(kind: FailureKind, message: string, details: FailureDetails = {}, options?: ErrorOptions) {
    super(message, options)
    this.kind = kind
    this.code = details.code ?? null
    this.trace = details.trace ?? null
    this.retryAfterMs = details.retryAfterMs ?? null
  }
}
