import type { ReplyPolicy, Snapshot } from '@switchboard/protocol'
import { describe, expect, it } from 'vitest'
import { differences } from './law.ts'
import { replyPolicyAt } from './reply-policy.ts'
import { fromSnapshot, type InboxState } from './state.ts'
import type { Change } from './testing/any-change.ts'
import { ModelWorkspace, type Window } from './testing/model-workspace.ts'

const wide: Window = { conversations_limit: 100, messages_limit: 100 }

describe('the law', () => {
  const snapshot = played([say(0), say(0), say(1)]).snapshot(wide)

  it('[C10] finds nothing where there is nothing to find', () => {
    expect(differences(fromSnapshot(snapshot, wide), snapshot, wide)).toEqual([])
  })

  it.each<[what: string, break_: (snapshot: Snapshot) => void, found: string]>([
    [
      'a counter',
      (s) => s.accounts[0]!.unread_messages++,
      'accounts[a0].unread_messages: the store has 3, the snapshot 4',
    ],
    ['a text', (s) => (s.messages[0]!.text = 'x'), `.text: the store has "text 1", the snapshot "x"`],
    ['a missing message', (s) => s.messages.push({ ...s.messages[0]!, id: 'new', seq: 9 }), '[new] is missing'],
    ['a message too many', (s) => s.messages.pop(), 'is held and not in the snapshot'],
    ['a missing member', (s) => s.members.push({ ...s.members[0]!, id: 'm9' }), 'members[m9] is missing'],
    ['a member too many', (s) => s.members.pop(), 'members[m2] is held and not in the snapshot'],
    ['a conversation too many', (s) => s.conversations.items.pop(), 'is held and not in the snapshot'],
    ['an order', (s) => ([s.messages[0]!.seq, s.messages[1]!.seq] = [2, 1]), '.seq: the store has'],
    ['a name deep inside', (s) => (s.conversations.items[0]!.contact!.name = null), '.contact.name: the store has'],
    ['my role', (s) => (s.me.role = 'owner'), 'me.role: the store has "agent", the snapshot "owner"'],
    [
      'the workspace',
      (s) => (s.workspace.name = 'Other'),
      'workspace.name: the store has "Model", the snapshot "Other"',
    ],
    [
      'a list',
      (s) => s.conversations.items[0]!.labels.push('vip'),
      '.labels[0]: the store has nothing, the snapshot "vip"',
    ],
  ])('[C10] finds %s', (_what, change, found) => {
    const other = structuredClone(snapshot)
    change(other)
    expect(differences(fromSnapshot(snapshot, wide), other, wide).join('\n')).toContain(found)
  })

  it('[C10] finds a conversation that should be held', () => {
    const state = fromSnapshot(played([say(0)]).snapshot(wide), wide)
    expect(differences(state, snapshot, wide)).toContainEqual('conversations[a0-p1] is missing')
  })

  it('[C10] finds what is wrong with a conversation of which only the head is known', () => {
    const state = fromSnapshot(snapshot, wide)
    const head = { ...state.conversations.get('a0-p0')!, unread_count: 7 }
    const broken: InboxState = {
      ...state,
      conversations: new Map([...state.conversations].filter(([id]) => id !== 'a0-p0')),
      unloaded: new Map([['a0-p0', { head, account_id: 'a0' }]]),
    }
    expect(differences(broken, snapshot, wide)).toEqual([
      'conversations[a0-p0].unread_count: the store has 7, the snapshot 2',
    ])
  })

  it('[C10] passes over what one of the two cannot know', () => {
    const model = played([say(0), say(0), say(0), say(1), say(2)])
    const narrow: Window = { conversations_limit: 2, messages_limit: 1 }
    expect(differences(fromSnapshot(model.snapshot(narrow), narrow), model.snapshot(wide), wide)).toEqual([])
    expect(differences(fromSnapshot(model.snapshot(wide), wide), model.snapshot(narrow), narrow)).toEqual([])
    expect(differences(fromSnapshot(model.snapshot(narrow)), model.snapshot(wide))).toEqual([])
  })
})

describe('a reply window', () => {
  const until = (state: ReplyPolicy['state'], expires_at: string | null): ReplyPolicy => ({
    state,
    expires_at,
    reason: null,
  })
  const [noon, one, two] = ['12', '13', '14'].map((hour) => `2026-11-01T${hour}:00:00.000Z`) as [string, string, string]
  const closed: ReplyPolicy = { state: 'template_only', expires_at: null, reason: 'window_closed' }

  it('allows nothing from the instant it closes, until the server says what is left', () => {
    expect(replyPolicyAt(until('open', one), noon).state).toBe('open')
    expect(replyPolicyAt(until('open', one), one).state).toBe('blocked')
    expect(replyPolicyAt(closed, two)).toBe(closed)
  })

  it.each([
    ['closed meanwhile, as it had to', until('open', one), closed, two, 0],
    ['closed meanwhile into the longer one', until('open', one), until('tag_only', '2026-11-09T00:00:00.000Z'), two, 0],
    ['closed for both at that instant', until('open', one), until('open', two), two, 0],
    ['closed too early', until('open', two), closed, one, 3],
    ['is open until another time', until('open', one), until('open', two), noon, 1],
    ['should have closed', until('open', one), until('open', '2026-11-02T00:00:00.000Z'), two, 1],
  ] as const)('[C10] that %s', (_what, held, told, at, found) => {
    const snapshot = played([say(0)]).snapshot(wide)
    const with_ = (reply_policy: ReplyPolicy): Snapshot => ({
      ...snapshot,
      at,
      conversations: { ...snapshot.conversations, items: [{ ...snapshot.conversations.items[0]!, reply_policy }] },
    })
    expect(differences(fromSnapshot(with_(held), wide), with_(told), wide)).toHaveLength(found)
  })
})

function say(contact: number): Change {
  return { kind: 'message', contact, account: 0, is_outbound: false, minutes_ago: 0 }
}

function played(changes: Change[]): ModelWorkspace {
  const model = new ModelWorkspace()
  for (const change of changes) model.change(change)
  return model
}
