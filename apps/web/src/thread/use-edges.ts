import type { MessageView } from '@switchboard/protocol'
import { useRef } from 'react'

/** The messages that have been the oldest ones held since the thread was opened. The same set until there is another. */
export function useEdges(messages: readonly MessageView[], hasOlder: boolean): ReadonlySet<string> {
  const edges = useRef<ReadonlySet<string>>(new Set())
  const oldest = messages[0]
  if (oldest && hasOlder && !edges.current.has(oldest.id)) edges.current = new Set([...edges.current, oldest.id])
  return edges.current
}
