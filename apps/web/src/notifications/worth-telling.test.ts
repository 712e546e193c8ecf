import type { ConversationView, LogEvent } from '@switchboard/protocol'
import type { InboxState } from '@switchboard/sdk'
import { expect, it } from 'vitest'
import { aConversation } from '../list/a-conversation.ts'
import { isWanted, newlyWritten } from './worth-telling.ts'

const now = new Date('2026-01-15T12:00:00Z')
const wishes = { only_mine: true, quiet_hours: null }

function isTold(facts: Partial<ConversationView>, settings: Parameters<typeof isWanted>[1] = wishes): boolean {
  const conversation = aConversation(1, { unread_count: 1, ...facts })
  const state = { me: { id: 'me' }, conversations: new Map([[conversation.id, conversation]]) } as unknown as InboxState
  return isWanted(state, settings, conversation.id, now)
}

it('[B171] tells of what is theirs or nobody’s, or of everything, where the member wants that', () => {
  expect([null, 'me', 'another'].map((assignee_id) => isTold({ assignee_id }))).toEqual([true, true, false])
  expect(isTold({ assignee_id: 'another' }, { ...wishes, only_mine: false })).toBe(true)
})

it('[B171] tells nothing of what has been read or archived meanwhile, or in quiet hours', () => {
  expect(isTold({ unread_count: 0 })).toBe(false)
  expect(isTold({ is_archived: true })).toBe(false)
  expect(isTold({}, { ...wishes, quiet_hours: { from: '11:00', to: '13:00', time_zone: 'UTC' } })).toBe(false)
})

it('[B171] hears of what customers write, not of system lines, history or our own', () => {
  const message = { id: 'm', conversation_id: 'c', direction: 'inbound', type: 'text', read_at: null, payload: null }
  const hear = (facts: object) => newlyWritten({ type: 'new_message', data: { ...message, ...facts } } as LogEvent)
  expect(hear({})).toEqual({ conversation_id: 'c', message_id: 'm' })
  for (const facts of [
    { direction: 'outbound' },
    { type: 'system' },
    { read_at: now.toISOString() },
    { payload: { is_historical: true } },
  ]) {
    expect(hear(facts)).toBeNull()
  }
})
