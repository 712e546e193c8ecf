import { sql } from 'kysely'
import { arrayOf, type ElementType } from '../../db/array-of.ts'
import { prepared } from '../../db/bulk.ts'
import type { Db, Tx } from '../../db/database.ts'
import { type Searchable, searchedText } from './lexemes.ts'
import { noteShelved, openShelf } from './shelves.ts'

/**
 * The index of words follows the log, which tells of every message that came, changed or was unsent, in the order of
 * their commits:
 *
 * - `search_progress.pos` moves with the words, in one transaction; what lies beyond it is searched without an index.
 * - Who writes words holds the workspace's row of `search_progress`. An unsend waits for it, so that no words of a message
 *   are written after the commit that forgets them (`messages/forget-words.ts`).
 * - Everything may be done twice.
 */

const batch = 64

interface Indexed extends Searchable {
  id: string
  conversation_id: string
  account_id: string
  sent_at: Date
}

/** Takes in some of what has not been indexed yet. Resolves with how many messages that were; 0: nothing is left. */
export async function indexMessages(db: Db): Promise<number> {
  const { rows } = await sql<{ id: string; is_behind: boolean }>`${prepared('search-work')}
    select w.id, w.head > coalesce(p.pos, 0) as is_behind from workspaces w
    left join search_progress p on p.workspace_id = w.id
    where w.head > coalesce(p.pos, 0) or w.id in (select workspace_id from search_backfills)
    order by is_behind desc, w.id limit 20`.execute(db.read)
  let done = 0
  for (const { id, is_behind } of rows) {
    done += await db.transaction((tx) => (is_behind ? followLog(tx, id) : backfill(tx, id)))
    if (done >= batch) break
  }
  return done
}

async function followLog(tx: Tx, workspaceId: string): Promise<number> {
  const progress = await lockProgress(tx, workspaceId)
  if (progress === null) return 0 // somebody else is at it
  const { rows: events } = await sql<{ pos: number; message_id: string | null }>`${prepared('search-read-log')}
    select pos, case when type in ('new_message', 'message_updated', 'message_deleted') then data ->> 'id' end as message_id
    from events where workspace_id = ${workspaceId} and pos > ${progress.pos} order by pos limit ${batch}`.execute(tx)
  // The log keeps the last days: whoever was away for longer begins anew.
  if (events[0]?.pos !== progress.pos + 1) return beginAnew(tx, workspaceId)
  const ids = [...new Set(events.flatMap(({ message_id }) => message_id ?? []))]
  await indexThese(tx, workspaceId, await readMessages(tx, ids), ids, true)
  await sql`update search_progress set pos = ${events.at(-1)!.pos} where workspace_id = ${workspaceId}`.execute(tx)
  return events.length
}

async function lockProgress(tx: Tx, workspaceId: string): Promise<{ pos: number } | null> {
  await sql`insert into search_progress (workspace_id, pos) values (${workspaceId}, 0) on conflict do nothing`.execute(
    tx,
  )
  const { rows } = await sql<{ pos: number }>`
    select pos from search_progress where workspace_id = ${workspaceId} for update skip locked`.execute(tx)
  return rows[0] ?? null
}

async function beginAnew(tx: Tx, workspaceId: string): Promise<number> {
  await sql`
    insert into search_backfills (account_id, workspace_id) select id, workspace_id from accounts
    where workspace_id = ${workspaceId}
    on conflict (account_id) do update set before_sent_at = 'infinity', before_id = excluded.before_id`.execute(tx)
  await sql`
    update search_progress p set pos = w.head from workspaces w
    where p.workspace_id = ${workspaceId} and w.id = p.workspace_id`.execute(tx)
  return 1
}

async function backfill(tx: Tx, workspaceId: string): Promise<number> {
  if ((await lockProgress(tx, workspaceId)) === null) return 0
  const { rows: due } = await sql<{ account_id: string }>`
    select account_id from search_backfills where workspace_id = ${workspaceId}
    order by before_sent_at desc, account_id limit 1`.execute(tx)
  const account = due[0]
  if (!account) return 0
  const { rows } = await sql<Indexed>`
    select m.id, m.conversation_id, m.account_id, m.platform, m.text, m.attachments, m.sent_at
    from search_backfills b cross join lateral (
      select * from messages m
      where m.account_id = b.account_id and (m.sent_at, m.id) < (b.before_sent_at, b.before_id)
      order by m.sent_at desc, m.id desc limit ${sql.lit(batch)}
    ) m where b.account_id = ${account.account_id}`.execute(tx)
  const ids = rows.map(({ id }) => id)
  await indexThese(tx, workspaceId, rows, ids, false)
  if (rows.length < batch) await sql`delete from search_backfills where account_id = ${account.account_id}`.execute(tx)
  else
    await sql`
      update search_backfills b set before_sent_at = m.sent_at, before_id = m.id from messages m
      where b.account_id = ${account.account_id} and m.id = ${ids.at(-1)!}`.execute(tx)
  return Math.max(1, rows.length)
}

async function readMessages(tx: Tx, ids: readonly string[]): Promise<Indexed[]> {
  if (ids.length === 0) return []
  const { rows } = await sql<Indexed>`${prepared('search-read-messages')}
    select id, conversation_id, account_id, platform, text, attachments, sent_at from messages
    where id = any(${ids}::uuid[]) and account_id is not null and deleted_at is null`.execute(tx)
  return rows
}

/** `ids`: whose words of before are void, also where the message has none any more. */
async function indexThese(
  tx: Tx,
  workspaceId: string,
  messages: readonly Indexed[],
  ids: readonly string[],
  isLive: boolean,
): Promise<void> {
  if (ids.length > 0) await sql`delete from message_words where message_id = any(${ids}::uuid[])`.execute(tx)
  if (messages.length === 0) return
  const shelf = await openShelf(tx, workspaceId, isLive)
  const list = (type: ElementType, pick: (message: Indexed) => unknown) => arrayOf(type, messages.map(pick))
  await sql`${prepared('search-write-words')}
    insert into message_words (message_id, conversation_id, account_id, sent_at, shelf, words)
    select message_id, conversation_id, account_id, sent_at, ${shelf.name}, words from unnest(${list('uuid', (m) => m.id)}::uuid[], ${list('uuid', (m) => m.conversation_id)}::uuid[],
      ${list('uuid', (m) => m.account_id)}::uuid[], ${list('timestamptz', (m) => m.sent_at)}::timestamptz[],
      ${list('text', searchedText)}::text[]) as given (message_id, conversation_id, account_id, sent_at, words)
    on conflict do nothing`.execute(tx)
  await sql`select gin_clean_pending_list('message_words_words')`.execute(tx)
  await noteShelved(
    tx,
    shelf,
    messages.map(({ sent_at }) => sent_at),
  )
}
