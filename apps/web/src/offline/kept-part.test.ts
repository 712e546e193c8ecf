import type { MessageView, Snapshot } from '@switchboard/protocol'
import { fromSnapshot, InboxStore, listConversations } from '@switchboard/sdk'
import { expect, it } from 'vitest'
import { aConversation } from '../list/a-conversation.ts'
import { isSameSource, keptHead, keptLimits, rowOf, rowSources, stateFrom } from './kept-part.ts'

function stateWith(conversations: number, messagesOfFirst: number) {
  const items = Array.from({ length: conversations }, (_, n) => aConversation(n))
  const messages = Array.from({ length: messagesOfFirst }, (_, n) => aMessage(items[0]!.id, n))
  const snapshot = { cursor: '7', members: [], accounts: [], labels: [], saved_views: [], messages }
  return fromSnapshot({ ...snapshot, conversations: { items, next_cursor: null } } as unknown as Snapshot)
}

function aMessage(conversation_id: string, n: number): MessageView {
  const sent_at = new Date(Date.UTC(2026, 0, 1) + n * 1_000).toISOString()
  return { id: `m${n}`, conversation_id, seq: n + 1, sent_at, sender: { kind: 'contact', id: 'p0' } } as MessageView
}

/** Through the browser's store, and into a client. */
function continued(state: ReturnType<typeof stateWith>) {
  const rows = [...rowSources(state).values()].map(rowOf)
  return new InboxStore(stateFrom(structuredClone(keptHead(state)), structuredClone(rows))).state!
}

it('[B163] keeps the newest part of the list, and knows that there is more', () => {
  const { list, conversations, cursor } = continued(stateWith(keptLimits.conversations + 50, 0))
  expect(cursor).toBe('7')
  expect(conversations.size).toBe(keptLimits.conversations)
  expect(list).toEqual({ has_more: true, next_cursor: null, oldest: expect.objectContaining({ id: 'c0199' }) })
})

it('[B163] keeps a small inbox whole', () => {
  const state = stateWith(3, 20)
  const again = continued(state)
  expect(listConversations(again)).toEqual(listConversations(state))
  expect(again.list).toEqual(state.list)
  expect(again.threads.get('c0000')).toEqual(state.threads.get('c0000'))
  expect([...again.appearances]).toEqual([...state.appearances])
})

it('[B163] keeps the newest messages of a thread, and knows that there are older ones', () => {
  const thread = continued(stateWith(1, 70)).threads.get('c0000')!
  expect(thread.messages.map(({ id }) => id)).toEqual(Array.from({ length: 50 }, (_, n) => `m${n + 20}`))
  expect(thread).toMatchObject({ has_more: true, next_cursor: null, detached: null })
})

it('[B166] finds a row the same as long as nothing of it has changed', () => {
  const state = stateWith(2, 3)
  const [before, after] = [rowSources(state), rowSources({ ...state, cursor: '8' })]
  expect([...after].every(([id, row]) => isSameSource(before.get(id), row))).toBe(true)
  const changed = rowSources(stateWith(2, 4))
  expect(isSameSource(before.get('c0000'), changed.get('c0000')!)).toBe(false)
})
