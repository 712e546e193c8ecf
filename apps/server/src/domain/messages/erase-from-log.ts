import { sql } from 'kysely'
import { insertRows } from '../../db/bulk.ts'
import type { Db, Tx } from '../../db/database.ts'
import type { Message } from './message.ts'

interface Erasure {
  /** Of a message, or of a note. */
  id: string
  workspace_id: string
  /** Null: a note's. */
  conversation_id: string | null
  since: Date
}

/** Notes, with the commit that forgets a message, that the log still has its words. */
export async function noteErasures(tx: Tx, unsent: readonly Message[]): Promise<void> {
  const erasures = unsent.map(({ id, workspace_id, conversation_id, received_at }) => {
    // The database's clock dates the events, ours the message: a minute covers what they may differ.
    return { id, workspace_id, conversation_id, since: new Date(received_at.getTime() - 60_000) }
  })
  await insertRows<Erasure>(tx, 'erasures', columns, erasures)
}

/**
 * Takes the words of removed notes out of the log, and those of unsent messages: of the message itself, of the previews of
 * its conversation and of what quoted it. Events keep their places, so a client that resumes hears the same story without them.
 */
export async function eraseFromLog(db: Db): Promise<number> {
  const { rows } = await sql<Erasure>`select * from erasures order by id limit 100`.execute(db.read)
  for (const erasure of rows) await db.transaction((tx) => erase(tx, erasure))
  return rows.length
}

async function erase(tx: Tx, { id, workspace_id, conversation_id, since }: Erasure): Promise<void> {
  const isNote = conversation_id === null
  const where = isNote ? sql`e.type = 'note_updated'` : sql`e.conversation_id = ${conversation_id}`
  await sql`
    update events e set data = ${isNote ? sql`jsonb_set(e.data::jsonb, '{text}', '""')` : blanked(id)}::json
    where e.workspace_id = ${workspace_id} and ${where} and e.at >= ${since}
      and e.data::text like ${`%${id}%`}`.execute(tx)
  await sql`delete from erasures where id = ${id}`.execute(tx)
}

function blanked(messageId: string) {
  const whole = sql`case when e.data ->> 'id' = ${messageId} and e.data::jsonb ? 'text'
    then e.data::jsonb || '{"text": null, "attachments": [], "payload": null, "reply_to": null, "reactions": []}' else e.data::jsonb end`
  const quoted = sql`case when e.data -> 'reply_to' ->> 'id' = ${messageId}
    then jsonb_set(${whole}, '{reply_to,preview}', 'null', false) else ${whole} end`
  const head = sql`case when e.data -> 'conversation' -> 'last_message' ->> 'id' = ${messageId}
    then jsonb_set(${quoted}, '{conversation,last_message,preview}', '""', false) else ${quoted} end`
  return sql`case when e.data -> 'last_message' ->> 'id' = ${messageId}
    then jsonb_set(${head}, '{last_message,preview}', '""', false) else ${head} end`
}

const columns = { id: 'uuid', workspace_id: 'uuid', conversation_id: 'uuid', since: 'timestamptz' } as const
