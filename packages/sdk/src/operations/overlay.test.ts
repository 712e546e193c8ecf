import type { ConversationChange, ConversationView } from '@switchboard/protocol'
import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { mergeNotes } from '../merge.ts'
import { listConversations, unreadTotals } from '../select.ts'
import { fromSnapshot, type InboxState } from '../state.ts'
import { anyChange, type Change } from '../testing/any-change.ts'
import { ModelWorkspace } from '../testing/model-workspace.ts'
import type { Operation } from './operation.ts'
import type { OperationKind, PayloadOf } from './operation-kinds.ts'
import { Overlay } from './overlay.ts'

vi.setConfig({ testTimeout: 60_000 })

const wide = { conversations_limit: 100, messages_limit: 100 }
const anyChanges = fc.array(anyChange, { maxLength: 60, size: 'max' })

let count = 0
function pending<K extends OperationKind>(kind: K, payload: PayloadOf<K>, facts: Partial<Operation> = {}): Operation {
  const created_at = '2026-11-01T10:00:00.000Z'
  const begun = { state: 'queued', attempts: 0, retry_at: null, error: null, traces: null } as const
  return { id: `o${++count}`, kind, payload, order: count, created_at, ...begun, ...facts } as unknown as Operation
}

const seq = fc.integer({ min: 0, max: 8 })
const anyCommand: fc.Arbitrary<(id: string) => { operation: Operation; change: ConversationChange }> = fc.oneof(
  fc.constant((conversation_id: string) => ({
    operation: pending('archive', { conversation_id }),
    change: { is_archived: true },
  })),
  fc.constant((conversation_id: string) => ({
    operation: pending('unarchive', { conversation_id }),
    change: { is_archived: false },
  })),
  seq.map((up_to_seq) => (conversation_id: string) => ({
    operation: pending('read', { conversation_id, up_to_seq }),
    change: { read_up_to_seq: up_to_seq },
  })),
  seq.map((from_seq) => (conversation_id: string) => ({
    operation: pending('unread', { conversation_id, from_seq }),
    change: { unread_from_seq: from_seq },
  })),
  fc.constant((conversation_id: string) => ({
    operation: pending('unread', { conversation_id }),
    change: { unread: true as const },
  })),
  fc.constantFrom('m0', null).map((assignee_id) => (conversation_id: string) => ({
    operation: pending('assign', { conversation_id, assignee_id }),
    change: { assignee_id },
  })),
  fc.tuple(fc.subarray(['l0', 'l1']), fc.subarray(['l0', 'l1'])).map(([add, rest]) => {
    const remove = rest.filter((id) => !add.includes(id))
    return (conversation_id: string) => ({
      operation: pending('label', { conversation_id, add, remove }),
      change: { add_labels: add, remove_labels: remove },
    })
  }),
)

/** What can be compared: times are the server's, and so is the order of labels. */
function essence({ conversations, accounts, threads }: InboxState) {
  return {
    conversations: new Map([...conversations].map(([id, view]) => [id, still(view)])),
    accounts,
    read: [...threads.values()].map(({ messages }) => messages.map(({ id, read_at }) => [id, read_at !== null])),
  }
}

function still(view: ConversationView) {
  const { updated_at: _, labels, ...rest } = view
  return { ...rest, labels: labels.toSorted() }
}

describe('the screen', () => {
  it('[C70] shows what members do as the server will, one thing or several', () => {
    fc.assert(
      fc.property(
        anyChanges,
        fc.array(fc.tuple(fc.nat(20), anyCommand), { minLength: 1, maxLength: 5 }),
        (changes, commands) => {
          const model = play(changes)
          const ids = model.conversationIds
          fc.pre(ids.length > 0)
          const before = fromSnapshot(model.snapshot(wide), wide)
          const asked = commands.map(([n, command]) => ({ id: ids[n % ids.length]!, ...command(ids[n % ids.length]!) }))
          const shown = new Overlay().lay(
            before,
            asked.map(({ operation }) => operation),
          )
          for (const { id, change } of asked) model.command(id, change)
          const after = fromSnapshot(model.snapshot(wide), wide)
          expect(essence(shown)).toEqual(essence(after))
        },
      ),
      { numRuns: 500 },
    )
  })

  it('[C70] shows many conversations changed at once, and a change undone', () => {
    const model = play([say(0), say(1), say(1)])
    const base = fromSnapshot(model.snapshot(wide), wide)
    const ids = ['a0-p0', 'a0-p1']
    const done = pending('change', { conversation_ids: ids, change: { read: true, is_archived: true } })
    const shown = new Overlay().lay(base, [done])
    expect(listConversations(shown, { is_archived: false })).toEqual([])
    expect(unreadTotals(shown)).toEqual({ conversations: 0, messages: 0 })
    const undone = pending('undo', {
      items: [{ conversation_id: ids[1]!, change: { is_archived: false, unread_from_seq: 1 } }],
    })
    const restored = new Overlay().lay(base, [done, undone])
    expect(unreadTotals(restored)).toEqual({ conversations: 1, messages: 2 })
  })

  it('[C71] keeps the identity of what no operation touches, and of what one touches while nothing changes', () => {
    const model = play([say(0), say(1), say(2)])
    const base = fromSnapshot(model.snapshot(wide), wide)
    const overlay = new Overlay()
    expect(overlay.lay(base, [])).toBe(base)
    const archive = pending('archive', { conversation_id: 'a0-p0' })
    const first = overlay.lay(base, [archive])
    expect(first.conversations.get('a0-p1')).toBe(base.conversations.get('a0-p1'))
    expect(first.threads).toBe(base.threads)
    expect(first.members).toBe(base.members)
    expect(overlay.lay(base, [{ ...archive, state: 'sending' }])).toBe(first)

    model.change(say(1))
    const heard = {
      ...base,
      conversations: new Map(base.conversations).set('a0-p1', { ...base.conversations.get('a0-p1')! }),
    }
    const second = overlay.lay(heard, [archive])
    expect(second).not.toBe(first)
    expect(second.conversations.get('a0-p0')).toBe(first.conversations.get('a0-p0'))
    expect(overlay.lay(base, [])).toBe(base)
  })

  it('[C70] passes over what it does not hold, and what changes nothing', () => {
    const base = fromSnapshot(play([say(0)]).snapshot(wide), wide)
    const operations = [
      pending('archive', { conversation_id: 'unknown' }),
      pending('unarchive', { conversation_id: 'a0-p0' }),
      pending('add_note', { id: 'n', contact_id: 'p0', text: 'x' }),
    ]
    expect(new Overlay().lay(base, operations)).toBe(base)
  })

  it('[C72] shows nothing of what was refused, but what somebody wrote', () => {
    const model = play([say(0)])
    const base = mergeNotes(fromSnapshot(model.snapshot(wide), wide), 'p0', model.listNotes('p0'))
    const state = 'needs_attention'
    const refused = pending('archive', { conversation_id: 'a0-p0' }, { state })
    expect(new Overlay().lay(base, [refused])).toBe(base)
    const note = pending('add_note', { id: 'n1', contact_id: 'p0', text: 'kept' }, { state })
    expect(new Overlay().lay(base, [note]).notes.get('p0')!.items).toMatchObject([{ id: 'n1', text: 'kept' }])
  })

  it('[C70] shows notes written, rewritten and removed', () => {
    const model = play([say(0)])
    model.writeNote('p0', 'n2', 'two')
    const base = mergeNotes(fromSnapshot(model.snapshot(wide), wide), 'p0', model.listNotes('p0'))
    const texts = (...operations: Operation[]) =>
      new Overlay()
        .lay(base, operations)
        .notes.get('p0')!
        .items.map(({ text }) => text)
    const add = pending('add_note', { id: 'n3', contact_id: 'p0', text: 'three' })
    expect(texts(add)).toEqual(['three', 'two'])
    expect(texts(add, pending('change_note', { id: 'n3', contact_id: 'p0', text: 'drei' }))).toEqual(['drei', 'two'])
    expect(texts(pending('remove_note', { id: 'n2', contact_id: 'p0' }), add)).toEqual(['three'])
    expect(texts(pending('add_note', { id: 'n2', contact_id: 'p0', text: 'two' }))).toEqual(['two'])
  })
})

function say(contact: number): Change {
  return { kind: 'message', contact, account: 0, is_outbound: false, minutes_ago: 0 }
}

function play(changes: Change[]): ModelWorkspace {
  const model = new ModelWorkspace()
  for (const change of changes) model.change(change)
  return model
}
