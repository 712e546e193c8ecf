import type { EventType } from '@switchboard/protocol'
import { type QueryKey, useQueryClient } from '@tanstack/react-query'
import { useEffect, useEffectEvent } from 'react'
import { useClient } from '../live/client-context.tsx'

/** Asks again when the log tells of something that what was asked for depends on. */
export function useRefreshOn(types: readonly EventType[], key: QueryKey): void {
  const client = useClient()
  const queries = useQueryClient()
  const refresh = useEffectEvent((type: EventType) => {
    if (types.includes(type)) void queries.invalidateQueries({ queryKey: key })
  })
  useEffect(() => client.onEvent(({ type }) => refresh(type)), [client])
}
