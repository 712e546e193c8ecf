import type { ConnectionStatus, InboxState } from '@switchboard/sdk'
import { useRef, useSyncExternalStore } from 'react'
import { useClient } from './client-context.tsx'
import { share } from './share.ts'

/**
 * What `select` takes out of the live state with the member's own doings laid over it. Draws again only when that has changed: `===`, or for an array or a plain
 * object the same items. Deeper structures belong into several selections.
 */
export function useInbox<T>(select: (state: InboxState) => T): T {
  const { screen } = useClient()
  const kept = useRef<{ state: InboxState; select: unknown; value: T } | null>(null)

  function snapshot(): T {
    const { state } = screen
    if (!state) throw new Error('nothing below the session gate is drawn before the first snapshot')
    const last = kept.current
    if (last && last.state === state && last.select === select) return last.value
    const value = select(state)
    kept.current = { state, select, value: last ? share(last.value, value) : value }
    return kept.current.value
  }

  return useSyncExternalStore(screen.subscribe, snapshot)
}

export function useConnectionStatus(): ConnectionStatus {
  const { connection } = useClient()
  return useSyncExternalStore(connection.subscribe, () => connection.status)
}
