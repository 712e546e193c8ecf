import {
  AppError,
  type ChangedConversation,
  type ConversationChange,
  type ConversationView,
  type ReadMark,
} from '@switchboard/protocol'
import type { Db, Tx } from '../../db/database.ts'
import { isUuid } from '../../db/uuid.ts'
import {
  type ChangeOfConversation,
  type Conversation,
  lockConversations,
  type ReadDeps,
  recount,
  touch,
  viewConversations,
  writeBack,
} from '../conversations/index.ts'
import { holdLabels } from '../labels/index.ts'
import { refuseWithout, type Viewer } from '../members/index.ts'
import { type MarkedSpans, markSpansRead, markSpansUnread, type Span } from '../messages/index.ts'
import { findAssignees } from './assignees.ts'

interface Deps extends ReadDeps {
  db: Db
}

export interface AskedChange {
  conversation_id: string
  change: ConversationChange
}

interface Outcome {
  conversation_id: string
  conversation: ConversationView | null
  error: AppError | null
  undo: ConversationChange | null
}

/**
 * What members do to conversations: all that can be done of it in one commit, with one event for each conversation that
 * changes. Each item answers for itself, and says what would restore it. Done twice, it is done once.
 */
export async function changeConversations(
  deps: Deps,
  viewer: Viewer,
  asked: readonly AskedChange[],
): Promise<ChangedConversation[]> {
  const outcomes = await change(deps, viewer, asked)
  return outcomes.map(({ error, ...outcome }) => ({
    ...outcome,
    error: error && { code: error.code, message: error.message },
  }))
}

/** The same to one conversation: what cannot be done is refused. */
export async function changeConversation(
  deps: Deps,
  viewer: Viewer,
  conversation_id: string,
  wanted: ConversationChange,
): Promise<ConversationView> {
  const [outcome] = await change(deps, viewer, [{ conversation_id, change: wanted }])
  if (outcome!.error) throw outcome!.error
  return outcome!.conversation!
}

async function change(deps: Deps, viewer: Viewer, asked: readonly AskedChange[]): Promise<Outcome[]> {
  refuseWithout(viewer, 'inbox.reply')
  refuseTwice(asked)
  return deps.db.transaction(async (tx) => {
    // Labels first, and then the order that everybody keeps: accounts, conversations, the log.
    const refusalOf = await findRefusals(tx, viewer, asked)
    const ids = asked.map(({ conversation_id }) => conversation_id).filter(isUuid)
    const { accounts, conversations } = await lockConversations(tx, viewer, ids)
    const byId = new Map(conversations.map((conversation) => [conversation.id, conversation]))
    const errors = asked.map((item) =>
      byId.has(item.conversation_id) ? refusalOf(item) : new AppError('not_found', {}),
    )
    const possible = asked.filter((_, i) => errors[i] === null)

    const now = deps.now()
    const marked = await mark(tx, possible, now)
    const undo = new Map<string, ConversationChange>()
    const changes: ChangeOfConversation[] = []
    for (const item of possible) {
      const conversation = byId.get(item.conversation_id)!
      const account = accounts.get(conversation.account_id!)!
      const done = recount(account, conversation, () => apply(conversation, item.change, marked, now))
      if (!done) continue
      touch(conversation, now)
      changes.push(done.change)
      undo.set(conversation.id, done.undo)
    }
    await writeBack(deps, tx, accounts, changes)

    const views = await viewConversations(deps, tx, [...byId.keys()])
    return asked.map(({ conversation_id }, i) => ({
      conversation_id,
      conversation: errors[i] ? null : views.get(conversation_id)!,
      error: errors[i]!,
      undo: undo.get(conversation_id) ?? null,
    }))
  })
}

/** One change for each: which of two came first is nothing that an answer could say. */
function refuseTwice(asked: readonly AskedChange[]): void {
  if (new Set(asked.map(({ conversation_id }) => conversation_id)).size === asked.length) return
  throw new AppError('bad_request', { problems: [{ path: '', problem: 'names a conversation twice' }] })
}

/** To take off what is not there needs nothing; to put on a label, or to give to a member, there has to be one. */
async function findRefusals(tx: Tx, viewer: Viewer, asked: readonly AskedChange[]) {
  const labels = await holdLabels(
    tx,
    viewer.workspace_id,
    asked.flatMap(({ change }) => change.add_labels ?? []),
  )
  const refusalOfMember = await findAssignees(
    tx,
    viewer,
    asked.flatMap(({ change }) => change.assignee_id ?? []),
  )
  return ({ change: { add_labels = [], assignee_id } }: AskedChange): AppError | null => {
    if (!add_labels.every((id) => labels.has(id))) return new AppError('not_found', {}, 'There is no such label.')
    return assignee_id ? refusalOfMember(assignee_id) : null
  }
}

interface Marks {
  read: MarkedSpans
  unread: MarkedSpans
}

async function mark(tx: Tx, asked: readonly AskedChange[], now: Date): Promise<Marks> {
  const spans = (seqOf: (change: ConversationChange) => number | null | undefined): Span[] =>
    asked.flatMap(({ conversation_id, change }) => {
      const seq = seqOf(change)
      return seq === undefined ? [] : [{ conversation_id, seq }]
    })
  const read = await markSpansRead(
    tx,
    spans((wanted) => (wanted.read ? null : wanted.read_up_to_seq)),
    now,
  )
  const unread = await markSpansUnread(
    tx,
    spans((wanted) => wanted.unread_from_seq ?? (wanted.unread ? null : undefined)),
  )
  return { read, unread }
}

/** Moves the conversation on, and says what there is to tell and how to undo it; null where nothing changes. */
function apply(
  conversation: Conversation,
  wanted: ConversationChange,
  marked: Marks,
  now: Date,
): { change: ChangeOfConversation; undo: ConversationChange } | null {
  const undo: ConversationChange = {}
  const { is_archived, assignee_id } = wanted
  if (is_archived !== undefined && is_archived !== conversation.is_archived) {
    undo.is_archived = conversation.is_archived
    conversation.is_archived = is_archived
  }
  if (assignee_id !== undefined && assignee_id !== conversation.assignee_id) {
    undo.assignee_id = conversation.assignee_id
    conversation.assignee_id = assignee_id
  }
  relabel(conversation, wanted, undo)

  const read = marked.read.get(conversation.id) ?? []
  const unread = marked.unread.get(conversation.id) ?? []
  conversation.unread_count += unread.length - read.length
  if (read.length > 0) undo.unread_from_seq = Math.min(...read)
  if (unread.length > 0) undo.read_up_to_seq = Math.max(...unread)
  if (Object.keys(undo).length === 0) return null

  const up_to: ReadMark | null =
    read.length > 0 ? { up_to_seq: Math.max(...read), message_ids: [], read_at: now.toISOString() } : null
  const unread_from_seq = unread.length > 0 ? Math.min(...unread) : null
  return { change: { conversation, read: up_to, unread_from_seq }, undo }
}

function relabel(conversation: Conversation, wanted: ConversationChange, undo: ConversationChange): void {
  const { add_labels: add = [], remove_labels: remove = [] } = wanted
  const before = new Set(conversation.labels)
  const added = [...new Set(add)].filter((id) => !before.has(id))
  const removed = [...new Set(remove)].filter((id) => before.has(id) && !add.includes(id))
  if (added.length > 0) undo.remove_labels = added
  if (removed.length > 0) undo.add_labels = removed
  conversation.labels = [...conversation.labels.filter((id) => !removed.includes(id)), ...added]
}
