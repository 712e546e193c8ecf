import type { ChangedConversation, ConversationChange, ConversationView } from '@switchboard/protocol'
import { type Client, type InboxState, isAnswerTo, type Operation } from '@switchboard/sdk'
import type { Refusal } from '../session/explain.ts'

export type UndoItem = { readonly conversation_id: string; readonly change: ConversationChange }

export interface ChangeOutcome {
  /** How many conversations are as they were asked to be, or will be when the server is reached. */
  readonly done: number
  /** What would take it back. */
  readonly undo: readonly UndoItem[]
  readonly refused: readonly { readonly conversation_id: string; readonly error: Refusal | null }[]
}

type Doing = Pick<Client, 'operations' | 'connection' | 'screen'>

/** As many as the server takes at once. */
const most = 100

/** The same to many. It shows at once; the outcome is the server's, or where it cannot be reached what is to be expected. */
export function changeMany(client: Doing, ids: readonly string[], change: ConversationChange): Promise<ChangeOutcome> {
  return inParts(ids, (conversation_ids) => {
    const expected = expectedOutcome(client.screen.state, conversation_ids, change)
    return outcomeOf(client, client.operations.add('change', { conversation_ids, change }), expected)
  })
}

export function undoMany(client: Doing, items: readonly UndoItem[]): Promise<ChangeOutcome> {
  return inParts(items, (part) => {
    const expected = { done: part.length, undo: [], refused: [] }
    return outcomeOf(client, client.operations.add('undo', { items: part }), expected)
  })
}

async function inParts<T>(all: readonly T[], run: (part: T[]) => Promise<ChangeOutcome>): Promise<ChangeOutcome> {
  const parts = Array.from({ length: Math.ceil(all.length / most) }, (_, n) => all.slice(n * most, (n + 1) * most))
  const outcomes = await Promise.all(parts.map(run))
  return {
    done: outcomes.reduce((sum, { done }) => sum + done, 0),
    undo: outcomes.flatMap(({ undo }) => undo),
    refused: outcomes.flatMap(({ refused }) => refused),
  }
}

const awaited = new Set<string>()

/** Whoever began it waits for the outcome and will say it. */
export function isAwaited({ id }: Operation): boolean {
  return awaited.has(id)
}

/**
 * What the server answers is heard by the tab that sends. In another tab, and as long as there is no connection, it is
 * what was expected.
 */
function outcomeOf(
  { operations, connection }: Doing,
  { id }: Pick<Operation, 'id'>,
  expected: ChangeOutcome,
): Promise<ChangeOutcome> {
  const { promise, resolve } = Promise.withResolvers<ChangeOutcome>()
  const look = () => {
    const operation = operations.operations.find((each) => each.id === id)
    if (operation?.state === 'needs_attention') {
      operations.discard(id)
      resolve(refusedOutcome(expected, operation))
    } else if (!operation || connection.status.is !== 'live') resolve(expected)
  }
  const stops = [
    operations.onAnswer((operation, answer) => {
      if (operation.id === id && (isAnswerTo('change', operation, answer) || isAnswerTo('undo', operation, answer))) {
        resolve(answeredOutcome(answer.items))
      }
    }),
    operations.subscribe(look),
    connection.subscribe(look),
  ]
  awaited.add(id)
  look()
  return promise.finally(() => {
    awaited.delete(id)
    for (const stop of stops) stop()
  })
}

function answeredOutcome(items: readonly ChangedConversation[]): ChangeOutcome {
  return {
    done: items.filter(({ error }) => error === null).length,
    undo: items.flatMap(({ conversation_id, undo }) => (undo ? [{ conversation_id, change: undo }] : [])),
    refused: items.flatMap(({ conversation_id, error }) => (error ? [{ conversation_id, error }] : [])),
  }
}

function refusedOutcome({ undo }: ChangeOutcome, { payload, error }: Operation): ChangeOutcome {
  const ids = 'conversation_ids' in payload ? payload.conversation_ids : undo.map((item) => item.conversation_id)
  return { done: 0, undo: [], refused: ids.map((conversation_id) => ({ conversation_id, error })) }
}

function expectedOutcome(state: InboxState | null, ids: readonly string[], change: ConversationChange): ChangeOutcome {
  const undo = ids.flatMap((conversation_id) => {
    const conversation = state?.conversations.get(conversation_id)
    const inverse = conversation && inverseOf(change, conversation, firstUnread(state, conversation_id))
    return inverse ? [{ conversation_id, change: inverse }] : []
  })
  return { done: ids.length, undo, refused: [] }
}

/** What takes a change back, as far as it changes anything; null: it does not. */
export function inverseOf(
  change: ConversationChange,
  conversation: ConversationView,
  firstUnreadSeq: number | null,
): ConversationChange | null {
  const { is_archived, assignee_id, labels, unread_count, last_message } = conversation
  const added = (change.add_labels ?? []).filter((id) => !labels.includes(id))
  const removed = (change.remove_labels ?? []).filter((id) => labels.includes(id))
  const isRead = change.read === true || change.read_up_to_seq !== undefined
  const isUnread = change.unread === true || change.unread_from_seq !== undefined
  const inverse: ConversationChange = {
    ...(change.is_archived !== undefined && change.is_archived !== is_archived && { is_archived }),
    ...(change.assignee_id !== undefined && change.assignee_id !== assignee_id && { assignee_id }),
    ...(added.length > 0 && { remove_labels: added }),
    ...(removed.length > 0 && { add_labels: removed }),
    ...(isRead &&
      unread_count > 0 &&
      (firstUnreadSeq === null ? { unread: true } : { unread_from_seq: firstUnreadSeq })),
    ...(isUnread && unread_count === 0 && last_message && { read_up_to_seq: last_message.seq }),
  }
  return Object.keys(inverse).length > 0 ? inverse : null
}

function firstUnread(state: InboxState | null, id: string): number | null {
  const unread = state?.threads
    .get(id)
    ?.messages.filter((each) => each.direction === 'inbound' && each.read_at === null)
  return unread && unread.length > 0 ? Math.min(...unread.map(({ seq }) => seq)) : null
}
