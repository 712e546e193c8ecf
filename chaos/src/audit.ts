import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import type { ServerProcess } from '../../tools/server-process.ts'
import type { StoredLine } from './load/ledger.ts'

/** What no crash may ever break, counted in the database itself. All of these have to be 0. */
export interface Breaches {
  /** Messages and texts that are stored twice, and messages that were announced as new more than once. */
  doubled: number
  /** Messages that were never announced. */
  unannounced: number
  /** Positions missing between the floor and the head of a log. */
  log_gaps: number
  /** Conversations whose messages are not numbered 1, 2, 3 … up to the last. */
  seq_gaps: number
  /** Conversations and accounts whose unread counters are not what a count finds. */
  unread_drift: number
  /** Messages that stand before one that their conversation's customers had sent earlier. */
  order_breaks: number
  /** Journal items that could not be applied. */
  failed_items: number
}

/** A connection to the server's database, past the server. */
export async function openAudit(server: ServerProcess): Promise<pg.Client> {
  const client = new pg.Client({ ...server.databaseSettings(), application_name: 'chaos' })
  client.on('error', () => {}) // the database may be killed under us; the next query says so
  await client.connect()
  return client
}

/** Resolves when nothing waits in the journal any more; false where it still does after a minute. */
export async function drained(audit: pg.Client): Promise<boolean> {
  for (const until = performance.now() + 60_000; performance.now() < until; await delay(10)) {
    if ((await countIn(audit, 'select count(*) as n from inbound_pending')) > 0) continue
    return (await countIn(audit, `select count(*) as n from inbound_events where state = 'pending'`)) === 0
  }
  return false
}

export async function findBreaches(audit: pg.Client): Promise<Breaches> {
  const storedTwice = await countIn(
    audit,
    `select coalesce(sum(copies - 1), 0) as n from (
       select count(*) as copies from messages where text is not null group by workspace_id, text having count(*) > 1
     ) twins`,
  )
  const sameId = await countIn(
    audit,
    `select coalesce(sum(copies - 1), 0) as n from (
       select count(*) as copies from messages group by account_id, platform_message_id having count(*) > 1) twins`,
  )
  const announcedTwice = await countIn(
    audit,
    `select coalesce(sum(times - 1), 0) as n from (
       select count(distinct pos) as times from events where type = 'new_message'
       group by workspace_id, data ->> 'id' having count(distinct pos) > 1) twins`,
  )
  return {
    doubled: storedTwice + sameId + announcedTwice,
    unannounced: await countIn(
      audit,
      `select count(*) as n from messages where id not in (
         select (data ->> 'id')::uuid from events where type = 'new_message')`,
    ),
    log_gaps: await countIn(
      audit,
      `select coalesce(sum(abs(w.head - w.floor - e.positions) + (e.last is distinct from w.head)::int), 0) as n
       from workspaces w join lateral (
         select count(distinct pos) as positions, max(pos) as last from events where workspace_id = w.id) e on true
       where w.head > 0`,
    ),
    seq_gaps: await countIn(
      audit,
      `select count(*) as n from conversations c join lateral (
         select count(*) as messages, coalesce(max(seq), 0) as last, coalesce(min(seq), 1) as first
         from messages where conversation_id = c.id) m on true
       where m.messages <> c.last_seq or m.last <> c.last_seq or m.first <> 1`,
    ),
    unread_drift: await countIn(audit, unreadDrift),
    order_breaks: await countIn(audit, orderBreaks),
    failed_items: await countIn(audit, `select count(*) as n from inbound_events where state = 'failed'`),
  }
}

const unreadDrift = `
  with counted as (
    select c.id, c.account_id, c.unread_count, c.is_archived,
      (select count(*) from messages m
       where m.conversation_id = c.id and m.direction = 'inbound' and m.read_at is null) as unread
    from conversations c where c.kind = 'customer'
  ), by_account as (
    select account_id, sum(unread) as messages, count(*) filter (where unread > 0) as conversations
    from counted where not is_archived group by account_id
  )
  select (select count(*) from counted where unread_count <> unread)
    + (select count(*) from accounts a left join by_account b on b.account_id = a.id
       where a.unread_messages <> coalesce(b.messages, 0) or a.unread_conversations <> coalesce(b.conversations, 0)) as n`

// A sender waits for its parcel to be acknowledged before it sends the next, and only it writes in its conversations.
const orderBreaks = `
  with told as (
    select conversation_id, seq, substring(text from ' says (\\d+)/')::int as parcel
    from messages where text ~ ' says \\d+/'
  ), followed as (
    select parcel, lag(parcel) over (partition by conversation_id order by seq) as before from told
  )
  select count(*) as n from followed where parcel < before`

/** Every message there is. */
export async function readLines(audit: pg.Client): Promise<StoredLine[]> {
  const { rows } = await audit.query<StoredLine>(
    `select platform_message_id, direction, text, status, deleted_at is not null as is_deleted,
       array(select r ->> 'emoji' from jsonb_array_elements(reactions) r where r ->> 'emoji' is not null) as emojis
     from messages`,
  )
  return rows
}

/** What the server says of items that it could not apply, each kind of failure once. */
export async function readFailures(audit: pg.Client): Promise<string[]> {
  const { rows } = await audit.query<{ words: string }>(
    `select concat(error, ' (', item_key, ')') as words from (
       select distinct on (error) error, left(item_key, 60) as item_key from inbound_events where state = 'failed'
     ) failures limit 5`,
  )
  return rows.map(({ words }) => words)
}

/** The number that a query answers in a column `n`. */
export async function countIn(audit: pg.Client, query: string, values: unknown[] = []): Promise<number> {
  const { rows } = await audit.query<{ n: string }>(query, values)
  return Number(rows[0]?.n ?? 0)
}
