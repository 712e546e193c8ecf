import { AppError, type ConversationRead, type MarkedRead, type MarkRead, type ReadMark } from '@switchboard/protocol'
import { type Kysely, sql } from 'kysely'
import type { Db, Tx } from '../../db/database.ts'
import type { Schema } from '../../db/schema.ts'
import { isUuid, requireUuid } from '../../db/uuid.ts'
import {
  type Conversation,
  type CountedAccount,
  getConversation,
  lockConversations,
  type ReadDeps,
  recount,
  touch,
  visibleAccounts,
  writeBack,
} from '../conversations/index.ts'
import { refuseWithout, type Viewer } from '../members/index.ts'

interface Deps extends ReadDeps {
  db: Db
}

/** What to mark: exactly these messages, or everything up to `up_to_seq` (null: everything) of these conversations. */
type Span = { message_ids: readonly string[] } | { up_to_seq: number | null }

/** Everything up to a message, for the team: what one member has seen need not wait for another. */
export async function markConversationRead(
  deps: Deps,
  viewer: Viewer,
  id: string,
  upToSeq: number | null,
): Promise<ConversationRead> {
  refuseWithout(viewer, 'inbox.reply')
  requireUuid(id)
  return deps.db.transaction(async (tx) => {
    const { accounts, conversations } = await lockConversations(tx, viewer, [id])
    if (conversations.length === 0) throw new AppError('not_found', {})
    const marked = await mark(deps, tx, accounts, conversations, { up_to_seq: upToSeq })
    return { ...marked, conversation: await getConversation(deps, tx, viewer, id) }
  })
}

/** Many at once. What is unknown, not visible or read already is passed over; the answer counts what was not. */
export async function markRead(
  deps: Deps,
  viewer: Viewer,
  { message_ids, conversation_ids, all }: MarkRead,
): Promise<MarkedRead> {
  refuseWithout(viewer, 'inbox.reply')
  if (message_ids) return markMessages(deps, viewer, message_ids.filter(isUuid))
  if (conversation_ids) return markConversations(deps, viewer, conversation_ids.filter(isUuid))
  return all ? markAll(deps, viewer) : { messages: 0, conversations: 0 }
}

async function markMessages(deps: Deps, viewer: Viewer, messageIds: readonly string[]): Promise<MarkedRead> {
  return deps.db.transaction(async (tx) => {
    const { rows } = await sql<{ conversation_id: string }>`
      select distinct conversation_id from messages where id = any(${messageIds}::uuid[])`.execute(tx)
    const { accounts, conversations } = await lockConversations(
      tx,
      viewer,
      rows.map((row) => row.conversation_id),
    )
    return mark(deps, tx, accounts, conversations, { message_ids: messageIds })
  })
}

async function markConversations(deps: Deps, viewer: Viewer, ids: readonly string[]): Promise<MarkedRead> {
  return deps.db.transaction(async (tx) => {
    const { accounts, conversations } = await lockConversations(tx, viewer, ids)
    return mark(deps, tx, accounts, conversations, { up_to_seq: null })
  })
}

const perCommit = 500

/**
 * Everything that was unread when this began, some hundred conversations per commit, so that nobody waits long for the
 * counters. What arrives meanwhile stays unread.
 */
async function markAll(deps: Deps, viewer: Viewer): Promise<MarkedRead> {
  const began = deps.now()
  const total = { messages: 0, conversations: 0 }
  let after: string | null = null
  for (;;) {
    const ids: string[] = await unreadConversations(deps.db.read, viewer, began, after)
    if (ids.length === 0) return total
    const marked = await markConversations(deps, viewer, ids)
    total.messages += marked.messages
    total.conversations += marked.conversations
    after = ids.at(-1)!
  }
}

async function unreadConversations(
  db: Kysely<Schema>,
  viewer: Viewer,
  began: Date,
  after: string | null,
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select c.id from conversations c join (${visibleAccounts(viewer)}) a on a.id = c.account_id
    where c.unread_count > 0 and c.updated_at <= ${began} and (${after}::uuid is null or c.id > ${after}::uuid)
    order by c.id limit ${perCommit}`.execute(db)
  return rows.map((row) => row.id)
}

async function mark(
  deps: Deps,
  tx: Tx,
  accounts: Map<string, CountedAccount>,
  conversations: readonly Conversation[],
  span: Span,
): Promise<MarkedRead> {
  const now = deps.now()
  const { rows } = await sql<{ id: string; conversation_id: string; seq: number }>`
    update messages m set read_at = ${now}
    where m.conversation_id = any(${conversations.map((conversation) => conversation.id)}::uuid[])
      and m.direction = 'inbound' and m.read_at is null and ${covered(span)}
    returning m.id, m.conversation_id, m.seq`.execute(tx)

  const byConversation = Map.groupBy(rows, (row) => row.conversation_id)
  const changes = conversations.flatMap((conversation) => {
    const read = byConversation.get(conversation.id)
    if (!read) return []
    recount(accounts.get(conversation.account_id!)!, conversation, () => {
      conversation.unread_count -= read.length
      touch(conversation, now)
    })
    return [{ conversation, read: readMark(span, read, now) }]
  })
  await writeBack(deps, tx, accounts, changes)
  return { messages: rows.length, conversations: changes.length }
}

function covered(span: Span) {
  if ('message_ids' in span) return sql`m.id = any(${span.message_ids}::uuid[])`
  return span.up_to_seq === null ? sql`true` : sql`m.seq <= ${span.up_to_seq}`
}

// A span is told as a span even where it covers everything: the last one it really covered.
function readMark(span: Span, read: readonly { id: string; seq: number }[], now: Date): ReadMark {
  const read_at = now.toISOString()
  if ('message_ids' in span) return { up_to_seq: null, message_ids: read.map(({ id }) => id), read_at }
  return { up_to_seq: Math.max(...read.map(({ seq }) => seq)), message_ids: [], read_at }
}
