import { type InboxState, rowsOf, type Thread } from './state.ts'
import { Table } from './table.ts'

/** A state that was cloned or stored, also by an earlier version, as it was; one that was not is itself. */
export function revived(state: InboxState): InboxState {
  if (state.conversations instanceof Table) return state
  const conversations = Table.revive(state.conversations)
  const threads = Table.revive(state.threads)
  const threadOf = (id: string): Thread => ({ ...unknownThread, ...threads.get(id) })
  return {
    ...state,
    ...rowsOf([...conversations.values()].map((conversation) => [conversation, threadOf(conversation.id)])),
    ahead:
      'buckets' in state.ahead
        ? Table.revive(state.ahead)
        : Table.from([...state.ahead.keys()].map((id) => [id, true])),
  }
}

const unknownThread: Thread = { messages: [], has_more: true, next_cursor: null, detached: null }
