import pg from 'pg'
import type { Stack } from '../stack/start-stack.ts'
import { withoutIndexes } from './without-indexes.ts'

/** How much there is to be: the messages follow from the conversations. */
export interface Size {
  conversations: number
}

/** Labels of one conversation in ten and of one in a thousand. */
export const labels = {
  common: '01920000-0000-7000-8000-000000000010',
  rare: '01920000-0000-7000-8000-000000001000',
}

/** One conversation in a hundred is long, as in life; together they make ten messages per conversation. */
const longEvery = 100
const shortLength = 5
const longLength = 505
const eventsAtMost = 50_000
/** As the server has it: apps/server/src/domain/search/shelves.ts. */
const shelfSize = 16_384

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
    const tables = ['contacts', 'contact_identities', 'conversations', 'messages', 'message_words']
    await withoutIndexes(client, tables, async () => {
      await client.query(peopleSql)
      for (let seq = 1; seq <= longLength; seq++) {
        const source = seq <= shortLength ? 'plan' : 'long'
        await client.query(messagesSqlOf(source), [seq])
        await client.query(wordsSqlOf(source), [seq])
      }
    })
    await client.query(countersSql)
    await client.query(shelvesSql)
    await client.query('begin')
    await client.query(eventsSql, [Math.min(conversations, eventsAtMost)])
    await client.query(indexedSql)
    await client.query('commit')
    await client.query(`vacuum (analyze) ${tables.join(', ')}, events, accounts`)
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
    case when n % 4 = 0 then (select id from members order by id limit 1) end as assignee_id,
    case when n % 1000 = 0 then '{${labels.rare}}'::text[] when n % 10 = 0 then '{${labels.common}}' else '{}' end as labels,
    interval '90 days' / (${longLength} * ${conversations}.0) as pace, ${conversations} as breadth
  from generate_series(1, ${conversations}) n
  join (select *, row_number() over (order by platform) as place, count(*) over () as places from accounts) a
    on a.place = n % a.places + 1;
  create temporary table long as select * from plan where length = ${longLength};
  analyze plan;
  analyze long`

// When the message \`seq\` of a conversation was sent: everybody's first, then everybody's second …
const sentAt = (seq: string) =>
  `date_trunc('milliseconds', now() - interval '90 days' + ((${seq} - 1) * breadth + n) * pace)`
const messageId = (seq: string) =>
  `('01910000-0000-7000-8000-' || lpad(to_hex(${seq}::bigint * breadth + n), 12, '0'))::uuid`

/** How many different words there are, but for numbers; as in life the second is said half as often as the first. */
export const vocabulary = 20_000
const syllables = 'babebibobudadedidodugagegigogukakekikokulalelilolumamemimomunaneninonupapepiposutateti'

/** A word by its rank, 1 the most frequent: about a third of all messages have it, of the last three in 100,000. */
export function wordOf(rank: number): string {
  const place = (rank * 7_919) % 64_000
  const syllable = (n: number) => syllables.slice(2 * n, 2 * n + 2)
  return syllable(place % 40) + syllable(Math.floor(place / 40) % 40) + syllable(Math.floor(place / 1_600))
}

// The same in SQL. What is said depends on nothing but who says it when, so that a preview can be made without looking.
const spoken = (seq: string, nth: number) => {
  const share = `(hashint8extended(n * 1000 + ${seq}, ${nth}) & 16777215) / 16777216.0::float8`
  return `(floor(exp(ln(${vocabulary}) * ${share}))::int * 7919 % 64000)`
}
const wordSql = (seq: string, nth: number) => {
  const place = spoken(seq, nth)
  const syllable = (digit: string) => `substr('${syllables}', 1 + 2 * (${digit}), 2)`
  return [`${place} % 40`, `${place} / 40 % 40`, `${place} / 1600`].map(syllable).join(' || ')
}
const words = (seq: string) => `'Message ' || ${seq} || ' of customer ' || n || ': '
  || ${[1, 2, 3, 4, 5, 6].map((nth) => wordSql(seq, nth)).join(` || ' ' || `)}
  || case hashint8extended(n * 1000 + ${seq}, 7) & 1 when 1 then ' please' else '' end`

const peopleSql = `
  insert into contacts (id, workspace_id, name, username, phone, created_at)
  select contact_id, workspace_id, 'Customer ' || n, 'customer.' || n, '+44' || (7700000000 + n), ${sentAt('1')} from plan;

  insert into contact_identities (account_id, kind, value, contact_id)
  select account_id, case platform when 'messenger' then 'psid' when 'instagram' then 'igsid' else 'wa_id' end,
    (5000000000000000 + n)::text, contact_id
  from plan;

  insert into conversations (id, workspace_id, platform, kind, account_id, contact_id, last_seq, last_message,
    last_message_at, sort_at, unread_count, last_inbound_at, created_at, assignee_id, labels)
  select id, workspace_id, platform, 'customer', account_id, contact_id, length,
    jsonb_build_object('id', ${messageId('length')}, 'seq', length, 'type', 'text', 'preview', ${words('length')},
      'direction', 'inbound', 'sent_at', ${sentAt('length')}),
    ${sentAt('length')}, ${sentAt('length')}, is_unread::int, ${sentAt('length')}, ${sentAt('1')}, assignee_id, labels
  from plan order by n`

// Customers and the team take turns, and a customer has the last word.
const messagesSqlOf = (source: string) => `
  insert into messages (id, workspace_id, conversation_id, account_id, seq, platform, direction, sender_kind, sender_id,
    type, text, status, platform_message_id, sent_at, received_at, delivered_at, read_at)
  select ${messageId('$1::int')}, workspace_id, id, account_id, $1::int, platform,
    case $1::int % 2 when 1 then 'inbound' else 'outbound' end,
    case $1::int % 2 when 1 then 'contact' else 'account' end,
    case $1::int % 2 when 1 then contact_id else account_id end,
    'text', ${words('$1::int')},
    case when $1::int % 2 = 1 then 'received' when $1::int = 4 and n % 500 = 0 then 'failed' else 'read' end,
    'm_' || md5(n || ' ' || $1::int), ${sentAt('$1::int')}, ${sentAt('$1::int')},
    case $1::int % 2 when 0 then ${sentAt('$1::int')} end,
    case when not (is_unread and $1::int = length) then ${sentAt('$1::int')} end
  from ${source} order by n`

// As the server would have written them, one shelf after the other. How many messages there were before this one:
const before = (seq: string) => `(case when ${seq} <= ${shortLength} then (${seq} - 1) * breadth + n
  else ${shortLength} * breadth + (${seq} - ${shortLength + 1}) * (breadth / ${longEvery}) + n / ${longEvery} end)`
const wordsSqlOf = (source: string) => `
  insert into message_words (message_id, conversation_id, account_id, sent_at, shelf, words)
  select ${messageId('$1::int')}, id, account_id, ${sentAt('$1::int')},
    lpad(to_hex(1 + ${before('$1::bigint')} / ${shelfSize}), 5, '0'),
    ' ' || regexp_replace(lower(${words('$1::int')}), '[^a-z0-9]+', ' ', 'g') || ' @' || left(platform, 1) || ' '
  from ${source} order by n`

const shelvesSql = `
  insert into search_shelves (id, workspace_id, is_live, is_open, size, oldest, newest) overriding system value
  select ('x' || shelf)::bit(20)::int, (select workspace_id from accounts limit 1), true, false, count(*), min(sent_at), max(sent_at)
  from message_words group by shelf;
  select setval(pg_get_serial_sequence('search_shelves', 'id'), max(id)) from search_shelves`

const indexedSql = `
  insert into search_progress (workspace_id, pos) select id, head from workspaces
  on conflict (workspace_id) do update set pos = excluded.pos`

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
