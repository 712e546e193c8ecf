import type { ConnectionState, StopReason } from './connection-state.ts'

/** What a person is told. `live` means caught up, and only the server can say so. */
export type ConnectionStatus =
  | { readonly is: 'idle' }
  | { readonly is: 'connecting' }
  | { readonly is: 'syncing' }
  | { readonly is: 'live' }
  | { readonly is: 'reconnecting'; readonly attempt: number; readonly retry_at: number | null }
  | { readonly is: 'offline'; readonly attempt: number; readonly retry_at: number | null }
  | { readonly is: 'stopped'; readonly reason: StopReason }

/** `isOnline`: what the browser says, which is wrong often enough to be tried nevertheless. */
export function statusOf(state: ConnectionState, isOnline = true): ConnectionStatus {
  switch (state.name) {
    case 'idle':
      return { is: 'idle' }
    case 'stopped':
      return { is: 'stopped', reason: state.reason }
    case 'fetching_token':
    case 'fetching_snapshot':
    case 'connecting':
    case 'authenticating':
      if (state.attempt === 0) return { is: 'connecting' }
      return { is: isOnline ? 'reconnecting' : 'offline', attempt: state.attempt, retry_at: null }
    case 'catching_up':
    case 'resyncing':
    case 'pulling':
      return { is: 'syncing' }
    case 'live':
      return { is: 'live' }
    case 'waiting':
      return { is: 'reconnecting', attempt: state.attempt, retry_at: state.retry_at }
    case 'offline':
      return { is: 'offline', attempt: state.attempt, retry_at: state.retry_at }
  }
}

export function isSameStatus(a: ConnectionStatus, b: ConnectionStatus): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}
