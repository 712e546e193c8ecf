import { sql } from 'kysely'
import type { Tx } from '../../db/database.ts'

/** Part of a locked conversation, by the places of its messages; null: all of it, or for *unread* its newest message. */
export interface Span {
  conversation_id: string
  seq: number | null
}

interface Marked {
  conversation_id: string
  seq: number
}

/** The places of the messages that changed, by conversation. */
export type MarkedSpans = ReadonlyMap<string, readonly number[]>

/** What customers said up to there is read. */
export async function markSpansRead(tx: Tx, spans: readonly Span[], now: Date): Promise<MarkedSpans> {
  if (spans.length === 0) return new Map()
  const { rows } = await sql<Marked>`
    update messages m set read_at = ${now} from ${given(spans)}
    where m.conversation_id = span.conversation_id and m.direction = 'inbound' and m.read_at is null
      and (span.seq is null or m.seq <= span.seq)
    returning m.conversation_id, m.seq`.execute(tx)
  return byConversation(rows)
}

/**
 * What customers said from there on is unread again. What nobody needed to read when it came stays read: system lines
 * and imported history.
 */
export async function markSpansUnread(tx: Tx, spans: readonly Span[]): Promise<MarkedSpans> {
  if (spans.length === 0) return new Map()
  const { rows } = await sql<Marked>`
    update messages m set read_at = null from ${given(spans)}
    where m.conversation_id = span.conversation_id and m.read_at is not null and ${neededReading('m')}
      and m.seq >= coalesce(span.seq, (
        select newest.seq from messages newest
        where newest.conversation_id = span.conversation_id and ${neededReading('newest')}
        order by newest.seq desc limit 1))
    returning m.conversation_id, m.seq`.execute(tx)
  return byConversation(rows)
}

function neededReading(table: string) {
  const column = (name: string) => sql.ref(`${table}.${name}`)
  return sql`${column('direction')} = 'inbound' and ${column('type')} <> 'system'
    and ${column('payload')} ->> 'is_historical' is distinct from 'true'`
}

function given(spans: readonly Span[]) {
  return sql`unnest(${spans.map((span) => span.conversation_id)}::uuid[], ${spans.map((span) => span.seq)}::bigint[])
    as span (conversation_id, seq)`
}

function byConversation(rows: readonly Marked[]): MarkedSpans {
  const marked = new Map<string, number[]>()
  for (const { conversation_id, seq } of rows) {
    const seqs = marked.get(conversation_id)
    if (seqs) seqs.push(seq)
    else marked.set(conversation_id, [seq])
  }
  return marked
}
