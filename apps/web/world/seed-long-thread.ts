import type { World } from '../../server/world/index.ts'

export interface LongThread {
  conversationId: string
  /** The id of the message with this number; 1 is the oldest. */
  idOf(number: number): string
  textOf(number: number): string
}

/**
 * A conversation with so many messages, a minute apart and of every length, customer and shop in turns, all read. By
 * SQL: webhooks would take minutes.
 */
export async function seedLongThread(world: World, count: number): Promise<LongThread> {
  await world.sandbox.customer('whatsapp', 'ada').say('The very last one')
  await world.idle()
  const { rows } = await world.db.pool.query<{ id: string }>('select id from conversations')
  const conversationId = rows[0]!.id
  await world.db.pool.query(messagesSql, [conversationId, count])
  await world.db.pool.query('update conversations set last_seq = $2 + 1, unread_count = 0 where id = $1', [
    conversationId,
    count,
  ])
  await world.db.pool.query('update messages set read_at = now() where conversation_id = $1 and read_at is null', [
    conversationId,
  ])
  await world.db.pool.query('update accounts set unread_conversations = 0, unread_messages = 0')
  await world.db.pool.query('analyze messages')
  return {
    conversationId,
    idOf: (number) => `01910000-0000-7000-8000-${number.toString(16).padStart(12, '0')}`,
    textOf: (number) => `Message ${number}.`,
  }
}

const messagesSql = `
  insert into messages (id, workspace_id, conversation_id, account_id, seq, platform, direction, sender_kind, sender_id,
    type, text, status, platform_message_id, sent_at, received_at, delivered_at, read_at)
  select ('01910000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, c.workspace_id, c.id, c.account_id, n + 1,
    c.platform, d.direction, d.sender_kind, d.sender_id, 'text',
    'Message ' || n || '. ' || repeat('When will the parcel be here, and who is going to bring it? ', n % 7),
    d.status, 'm_' || n, t.at, t.at, case d.direction when 'outbound' then t.at end, t.at
  from conversations c
  cross join generate_series(1, $2::int) n
  cross join lateral (select now() - ($2::int - n + 5) * interval '1 minute' as at) t
  cross join lateral (
    select 'inbound' as direction, 'contact' as sender_kind, c.contact_id as sender_id, 'received' as status
    where n % 3 <> 0
    union all select 'outbound', 'account', c.account_id, 'read' where n % 3 = 0
  ) d
  where c.id = $1::uuid`
