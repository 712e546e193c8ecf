import type { Stats, UnreadCount } from '@switchboard/protocol'
import { type Kysely, sql } from 'kysely'
import { prepared } from '../../db/bulk.ts'
import type { Schema } from '../../db/schema.ts'
import type { Viewer } from '../members/index.ts'
import { visibleAccounts } from './queries.ts'

/** Read from counters that every command keeps: the same cost with ten conversations and with ten million. */
export async function countUnread(db: Kysely<Schema>, viewer: Viewer): Promise<UnreadCount> {
  const { rows } = await sql<{
    account_id: string
    messages: number
    conversations: number
  }>`${prepared('count-unread')}
    select a.id as account_id, a.unread_messages as messages, a.unread_conversations as conversations
    from accounts a join (${visibleAccounts(viewer)}) visible using (id) order by a.id`.execute(db)
  return {
    messages: rows.reduce((sum, row) => sum + row.messages, 0),
    conversations: rows.reduce((sum, row) => sum + row.conversations, 0),
    by_account: rows,
  }
}

interface StatsRow {
  platform: Stats['by_platform'][number]['platform']
  conversations: number
  archived_conversations: number
  inbound_messages_24h: number
  outbound_messages_24h: number
}

export async function readStats(db: Kysely<Schema>, viewer: Viewer, now: Date): Promise<Stats> {
  const since = new Date(now.getTime() - 24 * 3_600_000)
  const { rows } = await sql<StatsRow>`
    select a.platform, sum(c.all) as conversations, sum(c.archived) as archived_conversations,
           sum(m.inbound) as inbound_messages_24h, sum(m.outbound) as outbound_messages_24h
    from (${visibleAccounts(viewer)}) a
    cross join lateral (
      select count(*) as "all", count(*) filter (where is_archived) as archived
      from conversations where account_id = a.id) c
    cross join lateral (
      select count(*) filter (where direction = 'inbound') as inbound, count(*) filter (where direction = 'outbound') as outbound
      from messages where account_id = a.id and sent_at >= ${since}) m
    group by a.platform order by a.platform`.execute(db)
  const unread = await countUnread(db, viewer)
  const sum = (key: 'conversations' | 'archived_conversations' | 'inbound_messages_24h' | 'outbound_messages_24h') =>
    rows.reduce((total, row) => total + Number(row[key]), 0)
  return {
    conversations: sum('conversations'),
    archived_conversations: sum('archived_conversations'),
    unread_messages: unread.messages,
    unread_conversations: unread.conversations,
    inbound_messages_24h: sum('inbound_messages_24h'),
    outbound_messages_24h: sum('outbound_messages_24h'),
    by_platform: rows.map(({ platform, conversations, inbound_messages_24h }) => ({
      platform,
      conversations: Number(conversations),
      inbound_messages_24h: Number(inbound_messages_24h),
    })),
  }
}
