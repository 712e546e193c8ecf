import { describe, expect, it } from 'vitest'
import { aConversation } from './a-conversation.ts'
import { holdOrder, orderOf, withOpen } from './hold-order.ts'

const [a, b, c, d] = [aConversation(1), aConversation(2), aConversation(3), aConversation(4)]
const atTop = (conversation: typeof a) => ({ ...conversation, last_message_at: aConversation(0).last_message_at })
const never = () => false
const idsOf = ({ rows }: ReturnType<typeof orderOf>) => rows.map(({ id }) => id)

describe('an order that is held', () => {
  const before = orderOf([a, b, c])

  it('[B43] stays when one moves, and counts it', () => {
    const held = holdOrder(before, [atTop(c), a, b], never)
    expect(idsOf(held)).toEqual([a.id, b.id, c.id])
    expect(held.updates).toBe(1)
  })

  it('[B43] lets nobody in between, but the list go on at its end', () => {
    const held = holdOrder(orderOf([b, c]), [a, b, c, d], never)
    expect(idsOf(held)).toEqual([b.id, c.id, d.id])
    expect(held.updates).toBe(1)
  })

  it('[B43] keeps the place of what goes, unless it may', () => {
    expect(idsOf(holdOrder(before, [a, c], never))).toEqual([a.id, b.id, c.id])
    expect(holdOrder(before, [a, c], never).updates).toBe(1)
    const held = holdOrder(before, [a, c], (id) => id === b.id)
    expect(idsOf(held)).toEqual([a.id, c.id])
    expect(held.updates).toBe(0)
  })

  it('[B43] is the very same where there is nothing to hold', () => {
    expect(holdOrder(before, [{ ...a, unread_count: 7 }, b, c], never)).toBe(before)
    const moved = holdOrder(before, [atTop(c), a, b], never)
    expect(holdOrder(moved, [a, b, c], never)).toEqual(before)
  })

  it('[B43] says the same however often it is asked', () => {
    const live = [atTop(c), a, b, d]
    const once = holdOrder(before, live, never)
    expect(holdOrder(once, live, never)).toEqual(once)
  })

  it('[B42] has the open one where it would stand', () => {
    expect(idsOf(withOpen(orderOf([a, c]), b))).toEqual([a.id, b.id, c.id])
    expect(idsOf(withOpen(orderOf([a, b]), c))).toEqual([a.id, b.id, c.id])
    expect(idsOf(withOpen(before, b))).toEqual([a.id, b.id, c.id])
  })
})
