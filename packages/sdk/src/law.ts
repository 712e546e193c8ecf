import type { ConversationView, MessageView, ReplyPolicy, Snapshot } from '@switchboard/protocol'
import { replyPolicyAt } from './reply-policy.ts'
import {
  compareMessages,
  fromSnapshot,
  type InboxState,
  isListed,
  placeOf,
  type SnapshotWindow,
  type Thread,
} from './state.ts'

/**
 * The law of the store: an old snapshot and the events after it make what a fresh snapshot says. Returns how `state`
 * breaks it, one readable line per difference, empty where it holds. `fresh` has to be read where the state stands.
 *
 * Both sides see a window: the snapshot its newest conversations and messages, the store what it has loaded. What both
 * must hold is compared field by field; what one of them cannot know is passed over. `window`: what `fresh` was asked
 * for, where the caller knows it.
 */
export function differences(state: InboxState, fresh: Snapshot, window?: SnapshotWindow): string[] {
  const truth = fromSnapshot(fresh, window)
  return [
    ...compare('workspace', state.workspace, truth.workspace),
    ...compare('me', state.me, truth.me),
    ...compareTables('members', state.members, truth.members),
    ...compareTables('accounts', state.accounts, truth.accounts),
    ...compareTables('labels', state.labels, truth.labels),
    ...compareTables('saved_views', state.saved_views, truth.saved_views),
    ...compareConversations(state, truth, fresh.at),
    ...compareUnloaded(state, truth, fresh.at),
    ...[...truth.threads.keys()].flatMap((id) => compareThreads(id, state, truth)),
  ]
}

function compareConversations(state: InboxState, truth: InboxState, at: string): string[] {
  const found: string[] = []
  for (const [id, theirs] of truth.conversations) {
    const ours = state.conversations.get(id)
    if (ours) found.push(...compareConversation(ours, theirs, at))
    else if (!state.unloaded.has(id) && isListed(state.list, placeOf(theirs)))
      found.push(`conversations[${id}] is missing`)
  }
  for (const [id, ours] of state.conversations) {
    if (truth.conversations.has(id) || !isListed(truth.list, placeOf(ours))) continue
    found.push(`conversations[${id}] is held and not in the snapshot`)
  }
  return found
}

function compareConversation(ours: ConversationView, theirs: ConversationView, at: string): string[] {
  const path = `conversations[${ours.id}]`
  const { reply_policy: ourPolicy, ...ourRest } = ours
  const { reply_policy: theirPolicy, ...theirRest } = theirs
  return [...compare(path, ourRest, theirRest), ...comparePolicies(`${path}.reply_policy`, ourPolicy, theirPolicy, at)]
}

function compareUnloaded(state: InboxState, truth: InboxState, at: string): string[] {
  return [...state.unloaded].flatMap(([id, { head }]) => {
    const theirs = truth.conversations.get(id)
    return theirs ? compareConversation({ ...theirs, ...head }, theirs, at) : []
  })
}

/** A window may close between two events without a word from the server; it never opens without one. */
function comparePolicies(path: string, ours: ReplyPolicy, theirs: ReplyPolicy, at: string): string[] {
  const [ourNow, theirNow] = [replyPolicyAt(ours, at), replyPolicyAt(theirs, at)]
  if (ourNow === ours || theirNow !== theirs) return compare(path, ourNow, theirNow)
  if (theirs.state !== 'open' && theirs.state !== ours.state) return []
  return [`${path}: the store has ${show(ours)}, expired; the snapshot ${show(theirs)}`]
}

function compareThreads(id: string, state: InboxState, truth: InboxState): string[] {
  const [ours, theirs] = [state.threads.get(id), truth.threads.get(id)!]
  if (!ours) return []
  return [
    ...compareMessageLists(`threads[${id}]`, inCommon(ours, theirs), inCommon(theirs, ours)),
    ...compareDetached(id, ours, theirs),
  ]
}

/** The detached part has to be what the snapshot has between its ends, as far back as the snapshot goes. */
function compareDetached(id: string, { messages: newest, detached }: Thread, theirs: Thread): string[] {
  if (!detached) return []
  const path = `threads[${id}].detached`
  const [first, last] = [detached.messages[0], detached.messages.at(-1)]
  if (!first || !last) return [`${path} is empty`]
  if (newest[0] && compareMessages(last, newest[0]) >= 0) return [`${path} is not before the newest part`]
  const isInside = (message: MessageView) =>
    compareMessages(message, last) <= 0 && (!detached.has_more_before || compareMessages(message, first) >= 0)
  return compareMessageLists(path, inCommon(detached, theirs), theirs.messages.filter(isInside))
}

function compareMessageLists(
  path: string,
  ourMessages: readonly MessageView[],
  theirMessages: readonly MessageView[],
): string[] {
  const found = compareTables(path, keyed(ourMessages), keyed(theirMessages))
  const order = (messages: readonly MessageView[]) => messages.map((message) => message.id).join()
  if (found.length === 0 && order(ourMessages) !== order(theirMessages)) found.push(`${path} is in another order`)
  return found
}

type Held = Pick<Thread, 'messages'>

/** The messages of `mine` that lie where `other` holds all there is. */
function inCommon(mine: Held, other: Pick<Thread, 'messages' | 'has_more'>): readonly MessageView[] {
  if (!other.has_more) return mine.messages
  const start = other.messages[0]
  return start ? mine.messages.filter((message) => compareMessages(message, start) >= 0) : []
}

function keyed<T extends { id: string }>(items: readonly T[]): Map<string, T> {
  return new Map(items.map((item) => [item.id, item]))
}

function compareTables(path: string, ours: ReadonlyMap<string, object>, theirs: ReadonlyMap<string, object>): string[] {
  const ids = new Set([...ours.keys(), ...theirs.keys()])
  return [...ids].flatMap((id) => {
    const [mine, other] = [ours.get(id), theirs.get(id)]
    if (!mine) return [`${path}[${id}] is missing`]
    if (!other) return [`${path}[${id}] is held and not in the snapshot`]
    return compare(`${path}[${id}]`, mine, other)
  })
}

/** Field by field, so that the line names what differs and not all that surrounds it. */
function compare(path: string, ours: unknown, theirs: unknown): string[] {
  if (Object.is(ours, theirs)) return []
  if (!isStructure(ours) || !isStructure(theirs) || Array.isArray(ours) !== Array.isArray(theirs)) {
    return [`${path}: the store has ${show(ours)}, the snapshot ${show(theirs)}`]
  }
  const keys = new Set([...Object.keys(ours), ...Object.keys(theirs)])
  return [...keys].flatMap((key) =>
    compare(Array.isArray(ours) ? `${path}[${key}]` : `${path}.${key}`, ours[key], theirs[key]),
  )
}

function isStructure(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function show(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value)
}
