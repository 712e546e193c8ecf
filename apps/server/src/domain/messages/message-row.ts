import type { MessageQuery, MessageView } from '@switchboard/protocol'
import { type RawBuilder, sql } from 'kysely'
import { visibleAccounts } from '../conversations/index.ts'
import type { Viewer } from '../members/index.ts'
import { type Message, messageView, type SenderName } from './message.ts'

/** A message with the name of whoever sent it. */
export interface MessageRow extends Message {
  sender: SenderName
}

export function wantedAccounts(viewer: Viewer, { platform }: Pick<MessageQuery, 'platform'>) {
  return sql`select * from (${visibleAccounts(viewer)}) visible ${platform === undefined ? sql`` : sql`where platform = ${platform}`}`
}

export function viewOf({ sender, ...message }: MessageRow): MessageView {
  return messageView(message, sender)
}

export function filters({ is_read, status }: MessageQuery): RawBuilder<unknown> {
  const parts = []
  if (is_read !== undefined)
    parts.push(sql`m.direction = 'inbound' and m.read_at is ${is_read ? sql`not null` : sql`null`}`)
  // In the text and not as a parameter: a partial index is only used where the planner sees the very value.
  if (status !== undefined) parts.push(sql`m.status = ${sql.lit(status)}`)
  return parts.length === 0 ? sql`` : sql`and ${sql.join(parts, sql` and `)}`
}

export function senderOf(table: string) {
  const column = (name: string) => sql.ref(`${table}.${name}`)
  return sql`case ${column('sender_kind')}
    when 'contact' then (select jsonb_build_object('name', p.name, 'avatar_url', p.avatar_url) from contacts p where p.id = ${column('sender_id')})
    when 'account' then (select jsonb_build_object('name', a.name, 'avatar_url', a.avatar_url) from accounts a where a.id = ${column('sender_id')})
    when 'member' then (select jsonb_build_object('name', b.name, 'avatar_url', b.avatar_url) from members b where b.id = ${column('sender_id')})
    else '{"name": null, "avatar_url": null}' end as sender`
}
