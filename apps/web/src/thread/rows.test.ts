import type { MessageView } from '@switchboard/protocol'
import { describe, expect, it } from 'vitest'
import { findUnread, type Row, rowsOf } from './rows.ts'

function message(id: string, sent_at: string, more: Partial<MessageView> = {}): MessageView {
  return {
    id,
    conversation_id: 'c',
    seq: 1,
    platform: 'whatsapp',
    direction: 'inbound',
    sender: { kind: 'contact', id: 'ada', name: 'Ada', avatar_url: null },
    type: 'text',
    text: id,
    attachments: [],
    reply_to: null,
    reactions: [],
    payload: null,
    status: 'received',
    error: null,
    moderation_status: null,
    client_id: null,
    platform_message_id: null,
    sent_at,
    received_at: sent_at,
    delivered_at: null,
    read_at: null,
    edited_at: null,
    deleted_at: null,
    ...more,
  }
}

const alone = { hasOlder: false, unread: null, edges: new Set<string>() }
const shape = (rows: Row[]) =>
  rows.map((row) =>
    row.kind === 'message'
      ? `${row.isFirst ? '┌' : '│'}${row.message.id}${row.isLast ? '┘' : ''}`
      : row.kind === 'date'
        ? 'date'
        : row.kind,
  )

describe('the rows of a thread', () => {
  it('[B72] put messages of one person within five minutes together, and a date before each day', () => {
    const us = { kind: 'account' as const, id: 'shop', name: 'Shop', avatar_url: null }
    const messages = [
      message('a', '2026-11-20T12:00:00.000Z'),
      message('b', '2026-11-20T12:04:59.000Z'),
      message('c', '2026-11-20T12:10:00.000Z'),
      message('d', '2026-11-20T12:10:01.000Z', { direction: 'outbound', sender: us }),
      message('e', '2026-11-22T12:10:02.000Z'),
    ]
    expect(shape(rowsOf(messages, alone))).toEqual(['start', 'date', '┌a', '│b┘', '┌c┘', '┌d┘', 'date', '┌e┘'])
  })

  it('[B75] leave what was there alone when older messages come in above it', () => {
    const [a, b, c] = ['a', 'b', 'c'].map((id, n) => message(id, `2026-11-20T12:00:0${n}.000Z`)) as [
      MessageView,
      MessageView,
      MessageView,
    ]
    const before = rowsOf([b, c], { ...alone, hasOlder: true, edges: new Set(['b']) })
    expect(shape(before)).toEqual(['┌b', '│c┘'])
    const after = rowsOf([a, b, c], { ...alone, edges: new Set(['b']) })
    expect(shape(after)).toEqual(['start', 'date', '┌a┘', '┌b', '│c┘'])
  })

  it('[B73] begin the unread part with a line that also begins a group', () => {
    const messages = ['a', 'b', 'c'].map((id, n) =>
      message(id, `2026-11-20T12:00:0${n}.000Z`, { read_at: n === 0 ? '2026-11-20T13:00:00.000Z' : null }),
    )
    const unread = findUnread(messages, 2)
    expect(unread).toEqual({ message_id: 'b', count: 2 })
    expect(shape(rowsOf(messages, { ...alone, unread }))).toEqual(['start', 'date', '┌a┘', 'unread', '┌b', '│c┘'])
    expect(findUnread(messages, 0)).toBeNull()
  })
})
