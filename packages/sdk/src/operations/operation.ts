import type { OperationKind, PayloadOf } from './operation-kinds.ts'

/**
 * `queued`: to be sent. `sending`: on its way. `waiting`: to be sent again at `retry_at`, because it was not answered or
 * not now. `needs_attention`: refused; only a person can say what now. `done`: the server has done it, and the store does
 * not hold it yet.
 */
export type OperationState = 'queued' | 'sending' | 'waiting' | 'needs_attention' | 'done'

/** Something a member has done and the store does not hold yet. Immutable: a change makes a new one. */
export type Operation<K extends OperationKind = OperationKind> = {
  [Each in K]: {
    /** Names it for good: sent again it is the same operation. */
    readonly id: string
    readonly kind: Each
    readonly payload: PayloadOf<Each>
    /** Grows in the order in which they were done, across tabs and restarts. */
    readonly order: number
    readonly created_at: string
    readonly state: OperationState
    readonly attempts: number
    /** Milliseconds since 1970; null: at once. */
    readonly retry_at: number | null
    readonly error: OperationError | null
    /** What the store has to hold before this may be forgotten; null until the server has answered. */
    readonly traces: readonly Trace[] | null
  }
}[K]

export interface OperationError {
  /** The catalogue's, `network` where no answer came, or what the queue found by itself. */
  readonly code: string
  readonly message: string
}

/** A thing as the server left it. Its time, or null: it is gone. */
export type Trace =
  | { readonly of: 'conversation'; readonly id: string; readonly updated_at: string }
  | { readonly of: 'note'; readonly id: string; readonly contact_id: string; readonly updated_at: string | null }

export function keyOf({ of, id }: Pick<Trace, 'of' | 'id'>): string {
  return `${of}:${id}`
}
