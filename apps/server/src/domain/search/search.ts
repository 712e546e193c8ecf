import type { ContactHit, MessageHit, SearchAnswer, SearchQuery } from '@switchboard/protocol'
import { type Kysely, sql } from 'kysely'
import type { Db } from '../../db/database.ts'
import { pageCursor, readPageCursor, TimeAndId } from '../../db/keyset.ts'
import type { Schema } from '../../db/schema.ts'
import { isUuid } from '../../db/uuid.ts'
import { type ReadDeps, viewConversations, visibleAccounts } from '../conversations/index.ts'
import type { Viewer } from '../members/index.ts'
import { listMessagesById } from '../messages/index.ts'
import { conversationsWith, findContacts } from './find-contacts.ts'
import { findMessages } from './find-messages.ts'
import { readQuery, type Wanted } from './read-query.ts'
import { snippetOf } from './snippet.ts'

interface Deps extends ReadDeps {
  db: Db
}

/** People and messages by what was typed, at one instant; only of accounts that the viewer may see. */
export async function search(deps: Deps, viewer: Viewer, query: SearchQuery): Promise<SearchAnswer> {
  const wanted = readQuery(query.q)
  const types = new Set((query.types ?? 'contacts,messages').split(','))
  return deps.db.snapshot(async (tx) => {
    const accountIds = await wantedAccounts(tx, viewer, wanted)
    return {
      contacts: { items: types.has('contacts') ? await contactHits(deps, tx, viewer, accountIds, wanted, query) : [] },
      messages: types.has('messages')
        ? await messageHits(deps, tx, viewer, accountIds, wanted, query)
        : { items: [], next_cursor: null },
    }
  })
}

async function wantedAccounts(tx: Kysely<Schema>, viewer: Viewer, wanted: Wanted): Promise<string[]> {
  const { rows } = await sql<{ id: string; platform: string }>`${visibleAccounts(viewer)}`.execute(tx)
  const platforms: readonly string[] = wanted.in
  return rows.flatMap(({ id, platform }) => (platforms.length === 0 || platforms.includes(platform) ? [id] : []))
}

/** People belong to a search for words alone; a page after the first has shown them already. */
async function contactHits(
  deps: Deps,
  tx: Kysely<Schema>,
  viewer: Viewer,
  accountIds: readonly string[],
  wanted: Wanted,
  { limit = 20, cursor, conversation_id }: SearchQuery,
): Promise<ContactHit[]> {
  const part = wanted.text || wanted.from.join(' ')
  const isAboutMessages = wanted.has.length > 0 || wanted.before !== null || wanted.after !== null
  if (isAboutMessages || cursor !== undefined || conversation_id !== undefined) return []
  const { workspace_id: workspaceId } = viewer
  const found = await findContacts(tx, { accountIds, workspaceId, part, is: wanted.is, limit })
  const conversations = await viewConversations(
    deps,
    tx,
    found.map((each) => each.conversation_id),
  )
  return found.map(({ contact, conversation_id }) => ({
    contact,
    conversation_id,
    conversation: conversations.get(conversation_id) ?? null,
  }))
}

async function messageHits(
  deps: Deps,
  tx: Kysely<Schema>,
  viewer: Viewer,
  accountIds: readonly string[],
  wanted: Wanted,
  { limit = 20, cursor, conversation_id }: SearchQuery,
): Promise<SearchAnswer['messages']> {
  const after = readPageCursor(TimeAndId, cursor)
  const { workspace_id: workspaceId } = viewer
  const asked = {
    workspaceId,
    accountIds,
    wanted,
    limit,
    before: after && { sent_at: new Date(after[0]), id: after[1] },
  }
  const from = wanted.from.length > 0 ? await conversationsWith(tx, asked, wanted.from) : null
  const conversationIds =
    conversation_id === undefined ? from : (from?.filter((id) => id === conversation_id) ?? [conversation_id])
  const { places, next } = await findMessages(tx, {
    ...asked,
    conversationIds: conversationIds?.filter(isUuid) ?? null,
  })
  const messages = await listMessagesById(
    tx,
    places.map(({ id }) => id),
  )
  const conversations = await viewConversations(deps, tx, [
    ...new Set([...messages.values()].map((message) => message.conversation_id)),
  ])
  const items = places.flatMap(({ id }): MessageHit[] => {
    const message = messages.get(id)
    const conversation = message && conversations.get(message.conversation_id)
    return conversation ? [{ message, conversation, ...snippetOf(message.text ?? '', wanted) }] : []
  })
  return { items, next_cursor: next && pageCursor([next.sent_at.toISOString(), next.id]) }
}
