import type { Attachment, ContactMediaQuery, MediaKind, Page, SharedMedium } from '@switchboard/protocol'
import { sql } from 'kysely'
import { Type } from 'typebox'
import type { Db } from '../../db/database.ts'
import { readPageCursor, TimeAndId, toPage } from '../../db/keyset.ts'
import { visibleAccounts } from '../conversations/index.ts'
import type { Viewer } from '../members/index.ts'
import { getPerson } from './person.ts'

interface Row {
  message_id: string
  conversation_id: string
  sent_at: Date
  n: number
  attachment: Attachment
}

const kinds: readonly MediaKind[] = ['image', 'video', 'audio', 'file']

/** When, which message, and which of its attachments. */
const Place = Type.Tuple([...TimeAndId.items, Type.Integer()])

/**
 * What was sent in all conversations of a person, newest first. Each conversation gives its own newest from the index,
 * and the few that come of it are merged.
 */
export async function listSharedMedia(
  db: Db,
  viewer: Viewer,
  contactId: string,
  query: ContactMediaQuery,
): Promise<Page<SharedMedium>> {
  const { limit = 50, kind } = query
  const after = readPageCursor(Place, query.cursor)
  const { contact_ids } = await getPerson(db.read, viewer, contactId)
  const before = after
    ? sql`and (m.sent_at, m.id) <= (${after[0]}::timestamptz, ${after[1]}::uuid)
        and (m.sent_at, m.id, a.n) < (${after[0]}::timestamptz, ${after[1]}::uuid, ${after[2]}::bigint)`
    : sql``
  const { rows } = await sql<Row>`
    select media.* from conversations c
    cross join lateral (
      select m.id as message_id, m.conversation_id, m.sent_at, a.n, a.attachment
      from messages m cross join lateral jsonb_array_elements(m.attachments) with ordinality as a (attachment, n)
      where m.conversation_id = c.id and m.attachments <> '[]'
        and a.attachment ->> 'kind' = any(${kind === undefined ? kinds : [kind]}::text[]) ${before}
      order by m.sent_at desc, m.id desc, a.n desc limit ${limit + 1}
    ) media
    where c.contact_id = any(${contact_ids}::uuid[]) and c.account_id in (select id from (${visibleAccounts(viewer)}) v)
    order by media.sent_at desc, media.message_id desc, media.n desc limit ${limit + 1}`.execute(db.read)
  return toPage(rows, limit, mediumOf, (row) => [row.sent_at.toISOString(), row.message_id, row.n])
}

function mediumOf({ message_id, conversation_id, attachment, sent_at }: Row): SharedMedium {
  return { message_id, conversation_id, attachment, sent_at: sent_at.toISOString() }
}
