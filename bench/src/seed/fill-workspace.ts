import pg from 'pg'
import type { Stack } from '../stack/start-stack.ts'
import { withoutIndexes } from './without-indexes.ts'

/** How much there is to be: the messages follow from the conversations. */
export interface Size {
  conversations: number
}

/** One conversation in a hundred is long, as in life; together they make ten messages per conversation. */
const longEvery = 100
const shortLength = 5
const longLength = 505
const eventsAtMost = 50_000

export function messagesIn({ conversations }: Size): number {
  const long = Math.floor(conversations / longEvery)
  return long * longLength + (conversations - long) * shortLength
}

/**
 * Fills the owner's workspace, whose accounts are connected already, by SQL alone: contacts, conversations, messages,
 * counters and the newest part of the log. Messages lie in the table in the order in which they would have come, so
 * that a thread is spread over it as it would be.
 */
export async function fillWorkspace({ database }: Pick<Stack, 'database'>, { conversations }: Size): Promise<void> {
  // The superuser may leave out the check of what these rows are known to keep: that they refer to each other rightly.
  const client = new pg.Client({ ...database, user: 'postgres' })
  await client.connect()
  try {
    await client.query(`
      set session_replication_role = replica;
      set synchronous_commit = off;
      set maintenance_work_mem = '512MB'`)
    await client.query(planSql(Math.trunc(conversations)))
    const tables = ['contacts', 'contact_identities', 'conversations', 'messages']
    await withoutIndexes(client, tables, async () => {
      await client.query(peopleSql)
      for (let seq = 1; seq <= longLength; seq++)
        await client.query(messagesSqlOf(seq <= shortLength ? 'plan' : 'long'), [seq])
    })
    await client.query(countersSql)
    await client.query(eventsSql, [Math.min(conversations, eventsAtMost)])
    await client.query('vacuum (analyze) contacts, contact_identities, conversations, messages, events, accounts')
    await client.query('checkpoint')
  } finally {
    await client.end()
  }
}

// What all the tables are filled from. Ids of conversations are hashes, as they really are; those of people and
// messages rise with time. The last message of one conversation in five has not been read.
const planSql = (conversations: number) => `
  create temporary table plan as
  select n, md5('conversation ' || n)::uuid as id,
    ('01900000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid as contact_id,
    a.id as account_id, a.workspace_id, a.platform,
    case when n % ${longEvery} = 0 then ${longLength} else ${shortLength} end as length,
    n % 5 = 0 as is_unread,
    interval '90 days' / (${longLength} * ${conversations}.0) as pace, ${conversations} as breadth
  from generate_series(1, ${conversations}) n
  join (select *, row_number() over (order by platform) as place, count(*) over () as places from accounts) a
    on a.place = n % a.places + 1;
  create temporary table long as select * from plan where length = ${longLength};
  analyze plan;
  analyze long`

// When the message \`seq\` of a conversation was sent: everybody's first, then everybody's second …
const sentAt = (seq: string) => `now() - interval '90 days' + ((${seq} - 1) * breadth + n) * pace`
const messageId = (seq: string) =>
  `('01910000-0000-7000-8000-' || lpad(to_hex(${seq}::bigint * breadth + n), 12, '0'))::uuid`
const words = (seq: string) => `'Message ' || ${seq} || ' of customer ' || n || ': when will the parcel be here?'`

const peopleSql = `
  insert into contacts (id, workspace_id, name, username, phone, created_at)
  select contact_id, workspace_id, 'Customer ' || n, 'customer.' || n, '+44' || (7700000000 + n), ${sentAt('1')} from plan;

  insert into contact_identities (account_id, kind, value, contact_id)
  select account_id, case platform when 'messenger' then 'psid' when 'instagram' then 'igsid' else 'wa_id' end,
    (5000000000000000 + n)::text, contact_id
  from plan;

  insert into conversations (id, workspace_id, platform, kind, account_id, contact_id, last_seq, last_message,
    last_message_at, sort_at, unread_count, last_inbound_at, created_at)
  select id, workspace_id, platform, 'customer', account_id, contact_id, length,
    jsonb_build_object('id', ${messageId('length')}, 'seq', length, 'type', 'text', 'preview', ${words('length')},
      'direction', 'inbound', 'sent_at', ${sentAt('length')}),
    ${sentAt('length')}, ${sentAt('length')}, is_unread::int, ${sentAt('length')}, ${sentAt('1')}
  from plan order by n`

// Customers and the team take turns, and a customer has the last word.
const messagesSqlOf = (source: string) => `
  insert into messages (id, workspace_id, conversation_id, account_id, seq, platform, direction, sender_kind, sender_id,
    type, text, status, platform_message_id, sent_at, received_at, delivered_at, read_at)
  select ${messageId('$1::int')}, workspace_id, id, account_id, $1::int, platform,
    case $1::int % 2 when 1 then 'inbound' else 'outbound' end,
    case $1::int % 2 when 1 then 'contact' else 'account' end,
    case $1::int % 2 when 1 then contact_id else account_id end,
    'text', ${words('$1::int')}, case $1::int % 2 when 1 then 'received' else 'read' end,
    'm_' || md5(n || ' ' || $1::int), ${sentAt('$1::int')}, ${sentAt('$1::int')},
    case $1::int % 2 when 0 then ${sentAt('$1::int')} end,
    case when not (is_unread and $1::int = length) then ${sentAt('$1::int')} end
  from ${source} order by n`

const countersSql = `
  update accounts a set unread_conversations = mine.unread, unread_messages = mine.unread
  from (select account_id, count(*) filter (where is_unread) as unread from plan group by 1) mine
  where a.id = mine.account_id`

const eventsSql = `
  with appended as (
    insert into events (workspace_id, pos, audience, at, id, conversation_id, type, data)
    select plan.workspace_id, w.head + row_number() over (order by n), 'account:' || account_id, now(), gen_random_uuid(),
      plan.id, 'new_message', json_build_object('id', ${messageId('length')}, 'conversation_id', plan.id, 'text', ${words('length')})
    from plan join workspaces w on w.id = plan.workspace_id where n <= $1
    returning workspace_id, pos
  )
  update workspaces w set head = last.pos
  from (select workspace_id, max(pos) as pos from appended group by 1) last where w.id = last.workspace_id`
