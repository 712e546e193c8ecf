import type { Client } from '@switchboard/sdk'
import { useEffect, useState } from 'react'
import { useClient } from '../live/client-context.tsx'

/** Without news for this long, whoever was typing has stopped. */
const lasts_ms = 6_000

type Connection = Pick<Client['connection'], 'onVolatile'>
type Typing = ReadonlyMap<string, readonly string[]>

/** Which members of the team are typing, by conversation. Nobody says that they have gone: what is not renewed ends. */
export function followTyping(connection: Connection, changed: (typing: Typing) => void): () => void {
  const timers = new Map<string, Map<string, ReturnType<typeof setTimeout>>>()

  function end(conversationId: string, memberId: string): void {
    const members = timers.get(conversationId)
    clearTimeout(members?.get(memberId))
    if (!members?.delete(memberId)) return
    if (members.size === 0) timers.delete(conversationId)
    tell()
  }

  function begin(conversationId: string, memberId: string): void {
    const members = timers.get(conversationId) ?? new Map<string, ReturnType<typeof setTimeout>>()
    const isNew = !members.has(memberId)
    clearTimeout(members.get(memberId))
    members.set(
      memberId,
      setTimeout(() => end(conversationId, memberId), lasts_ms),
    )
    timers.set(conversationId, members)
    if (isNew) tell()
  }

  const tell = () => changed(new Map([...timers].map(([id, members]) => [id, [...members.keys()]])))

  const stop = connection.onVolatile(({ type, data }) => {
    const { conversation_id, member_id, is_typing } = data
    if (type !== 'typing' || typeof conversation_id !== 'string' || typeof member_id !== 'string') return
    if (is_typing === true) begin(conversation_id, member_id)
    else end(conversation_id, member_id)
  })
  return () => {
    stop()
    for (const members of timers.values()) for (const timer of members.values()) clearTimeout(timer)
  }
}

export function useTeamTyping(): Typing {
  const { connection } = useClient()
  const [typing, setTyping] = useState<Typing>(new Map())
  useEffect(() => followTyping(connection, setTyping), [connection])
  return typing
}
