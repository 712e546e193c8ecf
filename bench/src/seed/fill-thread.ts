import type pg from 'pg'

/** A conversation with so many messages, and their ids: 1 is the oldest. */
export interface LongThread {
  readonly conversationId: string
  idOf(number: number): string
}

/**
 * Makes the newest conversation of a filled workspace a long one: `count` messages a minute apart and of every length,
 * from the customer and the shop in turns, all read. What it had is replaced.
 */
export async function fillThread(pool: pg.Pool, count: number): Promise<LongThread> {
  const { rows } = await pool.query<{ id: string }>(
    'select id from conversations order by sort_at desc, id desc limit 1',
  )
  const conversationId = rows[0]!.id
  await pool.query('delete from messages where conversation_id = $1', [conversationId])
  await pool.query(messagesSql, [conversationId, count])
  await pool.query(headSql, [conversationId])
  await pool.query('analyze messages')
  return { conversationId, idOf: (number) => `${idPrefix}${number.toString(16).padStart(12, '0')}` }
}

const idPrefix = '01930000-0000-7000-8000-'

const messagesSql = `
  insert into messages (id, workspace_id, conversation_id, account_id, seq, platform, direction, sender_kind, sender_id,
    type, text, status, platform_message_id, sent_at, received_at, delivered_at, read_at)
  select ('${idPrefix}' || lpad(to_hex(n), 12, '0'))::uuid, c.workspace_id, c.id, c.account_id, n, c.platform,
    case when is_theirs then 'inbound' else 'outbound' end, case when is_theirs then 'contact' else 'account' end,
    case when is_theirs then c.contact_id else c.account_id end, 'text',
    'Message ' || n || '. ' || repeat('When will the parcel be here, and who is going to bring it? ', n % 7),
    case when is_theirs then 'received' else 'read' end, 'long_' || n, at, at, at, at
  from conversations c
  cross join generate_series(1, $2::int) n
  cross join lateral (select n % 3 <> 0 as is_theirs, now() - ($2::int - n) * interval '1 minute' as at) each
  where c.id = $1`

const headSql = `
  update conversations c set last_seq = m.seq, unread_count = 0, last_message_at = m.sent_at, sort_at = m.sent_at,
    last_message = c.last_message || jsonb_build_object('id', m.id, 'seq', m.seq, 'type', 'text',
      'preview', left(m.text, 100), 'direction', m.direction, 'sent_at', m.sent_at)
  from (select * from messages where conversation_id = $1 order by seq desc limit 1) m where c.id = $1`
