import { describe, expect, it } from 'vitest'
import { aConversation } from '../list/a-conversation.ts'
import { addressOf, keyOf, type ListQuery, passes, queryOf } from './list-query.ts'

const at = '2026-01-01T12:00:00.000Z'
const vantage = { my_id: 'me', at, failed: new Set(['c0009']) }
const until = (expires_at: string) => ({ reply_policy: { state: 'open' as const, expires_at, reason: null } })

describe('an address', () => {
  it('[B41] asks for what its view and its filters say together', () => {
    expect(queryOf('mine', { platform: 'whatsapp', failed: true })).toEqual({
      platform: 'whatsapp',
      has_failed: true,
      is_archived: false,
      assignee_id: 'me',
    })
    expect(queryOf('unassigned', { assignee: 'sam' }).assignee_id).toBe('none')
  })

  it('[B48] of a saved view asks for what was saved', () => {
    const filters: ListQuery[] = [
      { is_archived: false },
      { is_archived: true, unread: true },
      { is_archived: false, assignee_id: 'me', unread: true, label: 'l' },
      { is_archived: false, assignee_id: 'sam', window: 'closing', q: 'bowl' },
      { is_archived: false, unread: true, has_failed: true, platform: 'instagram', account_id: 'a' },
    ]
    for (const filter of filters) {
      const { view, filters: said } = addressOf(filter)
      expect(keyOf(queryOf(view, said))).toBe(keyOf(filter))
    }
  })
})

describe('a conversation', () => {
  it.each<[boolean, ListQuery, Parameters<typeof aConversation>[1]]>([
    [true, {}, {}],
    [false, { is_archived: false }, { is_archived: true }],
    [true, { unread: true }, { unread_count: 2 }],
    [false, { unread: true }, {}],
    [true, { assignee_id: 'me' }, { assignee_id: 'me' }],
    [true, { assignee_id: 'none' }, {}],
    [false, { assignee_id: 'none' }, { assignee_id: 'sam' }],
    [true, { label: 'l' }, { labels: ['k', 'l'] }],
    [true, { q: 'TOMER 9' }, {}],
    [false, { q: 'somebody' }, {}],
    [true, { has_failed: true }, {}],
    [true, { window: 'open' }, until('2026-01-01T18:00:00.000Z')],
    [false, { window: 'closing' }, until('2026-01-01T18:00:00.000Z')],
    [true, { window: 'closing' }, until('2026-01-01T15:00:00.000Z')],
    [true, { window: 'closed' }, until('2026-01-01T11:00:00.000Z')],
    [true, { window: 'closed' }, { reply_policy: { state: 'tag_only', expires_at: null, reason: null } }],
  ])('[B40] belongs into a list: %s, %o', (belongs, query, facts) => {
    expect(passes(aConversation(9, facts), query, vantage)).toBe(belongs)
  })
})
