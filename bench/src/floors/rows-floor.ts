import pg from 'pg'
import { nowMs } from '../measure/clock.ts'
import { servePart } from '../parts/serve-part.ts'
import { orderedId } from './ordered-id.ts'

/**
 * The least that keeping messages can cost: the rows that the server writes, into the tables that it writes them to,
 * with their indexes and constraints, in large transactions and with nothing to find out first. Rows that the server
 * has written are the pattern, so they are as wide as its own.
 */
export type RowsFloor = typeof operations

const rowsPerTransaction = 500
const lanes = 2

interface Pattern {
  workspace: string
  accounts: string[]
  conversations: { id: string; contact_id: string; account_id: string; platform: string }[]
  journal: { thread: string; raw: string }[]
  events: { type: string; data: string }[]
}

/** The parameters of one transaction's statements, made before the clock runs. */
interface Batch {
  journal: unknown[]
  messages: unknown[]
  conversations: unknown[]
  events: unknown[]
}

let pool: pg.Pool | null = null
let pattern: Pattern | null = null

const operations = {
  /** Makes a workspace like the one that the server is measured in, in the same database. */
  async start({ database }: { database: pg.PoolConfig }): Promise<void> {
    pool = new pg.Pool({ ...database, max: lanes })
    await pool.query(twinSql)
    pattern = await readPattern(pool)
  },

  /** Resolves with messages per second. */
  async insert({ messages }: { messages: number }): Promise<number> {
    const count = Math.ceil(messages / rowsPerTransaction)
    const batches = Array.from({ length: count }, () => makeBatch(pattern!))
    const began = nowMs()
    await Promise.all(Array.from({ length: lanes }, () => drain(batches)))
    return (count * rowsPerTransaction) / ((nowMs() - began) / 1_000)
  },
}

async function drain(batches: Batch[]): Promise<void> {
  const client = await pool!.connect()
  for (let batch = batches.pop(); batch; batch = batches.pop()) await write(client, batch)
  client.release()
}

async function write(client: pg.PoolClient, batch: Batch): Promise<void> {
  await client.query('begin')
  await client.query({ name: 'floor-journal', text: journalSql, values: batch.journal })
  await client.query({ name: 'floor-messages', text: messagesSql, values: batch.messages })
  await client.query({ name: 'floor-conversations', text: conversationsSql, values: batch.conversations })
  await client.query({ name: 'floor-events', text: eventsSql, values: batch.events })
  await client.query('commit')
}

let made = 0

function makeBatch({ workspace, conversations, journal, events }: Pattern): Batch {
  const rows = Array.from({ length: rowsPerTransaction }, () => {
    const n = ++made
    const conversation = conversations[n % conversations.length]!
    const { thread, raw } = journal[n % journal.length]!
    const { type, data } = events[n % events.length]!
    const at = new Date().toISOString()
    return {
      id: orderedId(),
      key: `m:floor-${process.pid}-${n}`,
      seq: 1_000_000 + n,
      at,
      conversation,
      thread,
      raw,
      type,
      data,
    }
  })
  const last = JSON.stringify({
    id: rows[0]!.id,
    seq: 1,
    type: 'text',
    preview: 'as long as they are',
    direction: 'inbound',
    sent_at: rows[0]!.at,
  })
  // An update meets each conversation once.
  const touched = [...new Map(rows.map((row) => [row.conversation.id, row])).values()]
  return {
    journal: [
      rows.map((row) => row.id),
      rows.map((row) => row.conversation.platform),
      rows.map((row) => row.key),
      rows.map((row) => row.thread),
      rows.map((row) => row.raw),
      rows.map((row) => row.conversation.account_id),
      workspace,
    ],
    messages: [
      rows.map((row) => row.id),
      rows.map((row) => row.conversation.id),
      rows.map((row) => row.conversation.account_id),
      rows.map((row) => row.seq),
      rows.map((row) => row.conversation.platform),
      rows.map((row) => row.conversation.contact_id),
      rows.map((row) => row.key),
      rows.map((row) => row.at),
      workspace,
    ],
    conversations: [
      touched.map((row) => row.conversation.id),
      touched.map((row) => row.seq),
      touched.map((row) => row.at),
      last,
    ],
    events: [
      rows.map((row) => row.id),
      rows.map((row) => row.conversation.account_id),
      rows.map((row) => row.conversation.id),
      rows.map((row) => row.type),
      rows.map((row) => row.data),
      workspace,
    ],
  }
}

async function readPattern(from: pg.Pool): Promise<Pattern> {
  const rowsOf = async <T extends pg.QueryResultRow>(text: string) => (await from.query<T>(text)).rows
  const [{ id: workspace } = { id: '' }] = await rowsOf<{ id: string }>(
    `select id from workspaces where name = 'floor'`,
  )
  return {
    workspace,
    accounts: (await rowsOf<{ id: string }>(`select id from accounts where workspace_id = '${workspace}'`)).map(
      ({ id }) => id,
    ),
    conversations: await rowsOf(
      `select id, contact_id, account_id, platform from conversations where workspace_id = '${workspace}' order by id`,
    ),
    journal: await rowsOf(`select thread, raw::text from inbound_events where state = 'processed' limit 1000`),
    events: await rowsOf(`select type, data::text from events where type = 'new_message' limit 1000`),
  }
}

// The same accounts, people and conversations once more, in a workspace of its own.
const twinSql = `
  insert into workspaces (id, name) values (gen_random_uuid(), 'floor');

  insert into accounts (id, workspace_id, platform, external_id, name)
  select gen_random_uuid(), w.id, a.platform, 'floor-' || a.external_id, a.name
  from accounts a, workspaces w where w.name = 'floor';

  create temporary table twin as
  select gen_random_uuid() as id, gen_random_uuid() as contact_id, twin.id as account_id, twin.workspace_id, twin.platform,
    c.last_message
  from conversations c join accounts a on a.id = c.account_id
    join accounts twin on twin.platform = a.platform and twin.external_id = 'floor-' || a.external_id;

  insert into contacts (id, workspace_id) select contact_id, workspace_id from twin;
  insert into conversations (id, workspace_id, platform, kind, account_id, contact_id, last_message, sort_at, last_message_at)
  select id, workspace_id, platform, 'customer', account_id, contact_id, last_message, now(), now() from twin;
  drop table twin;
  analyze conversations`

const journalSql = `
  insert into inbound_events (id, platform, account_external_id, item_key, thread, raw, account_id, workspace_id, state, processed_at)
  select id, platform, 'floor', item_key, thread, raw, account_id, $7::uuid, 'processed', now()
  from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::json[], $6::uuid[])
    as item (id, platform, item_key, thread, raw, account_id)`

const messagesSql = `
  insert into messages (id, workspace_id, conversation_id, account_id, seq, platform, direction, sender_kind, sender_id,
    type, text, status, platform_message_id, sent_at, received_at)
  select id, $9::uuid, conversation_id, account_id, seq, platform, 'inbound', 'contact', sender_id, 'text',
    'When will my order arrive? The tracking page says nothing.', 'received', platform_message_id, at, at
  from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::bigint[], $5::text[], $6::uuid[], $7::text[], $8::timestamptz[])
    as given (id, conversation_id, account_id, seq, platform, sender_id, platform_message_id, at)`

const conversationsSql = `
  update conversations c
  set last_seq = given.seq, last_message = $4::jsonb, last_message_at = given.at, sort_at = given.at,
      last_inbound_at = given.at, unread_count = unread_count + 1, updated_at = now()
  from unnest($1::uuid[], $2::bigint[], $3::timestamptz[]) as given (id, seq, at)
  where c.id = given.id`

const eventsSql = `
  with counter as (
    update workspaces set head = head + cardinality($1::uuid[]) where id = $6::uuid returning head
  )
  insert into events (workspace_id, pos, audience, at, id, conversation_id, type, data)
  select $6::uuid, counter.head - cardinality($1::uuid[]) + n, 'account:' || account_id, now(), id, conversation_id, type, data
  from counter, unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::json[])
    with ordinality as given (id, account_id, conversation_id, type, data, n)`

servePart(operations)
