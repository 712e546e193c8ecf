import { expect, it } from 'vitest'
import { aConversation } from '../list/a-conversation.ts'
import { inverseOf } from './change-many.ts'

it('[B36] takes back what a change changes, and no more', () => {
  const one = { ...aConversation(1), labels: ['held'], assignee_id: 'me', unread_count: 2 }
  expect(inverseOf({ is_archived: true }, one, null)).toEqual({ is_archived: false })
  expect(inverseOf({ is_archived: false }, one, null)).toBeNull()
  expect(inverseOf({ assignee_id: null }, one, null)).toEqual({ assignee_id: 'me' })
  expect(inverseOf({ add_labels: ['held', 'new'], remove_labels: ['other'] }, one, null)).toEqual({
    remove_labels: ['new'],
  })
  expect(inverseOf({ read: true }, one, 7)).toEqual({ unread_from_seq: 7 })
  expect(inverseOf({ read: true }, one, null)).toEqual({ unread: true })
  expect(inverseOf({ read: true }, { ...one, unread_count: 0 }, null)).toBeNull()
})
