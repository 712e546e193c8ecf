import type { PlatformAdapter, PlatformName } from '@switchboard/platform-kit'
import {
  AppError,
  type InboundEventKind,
  type InboundEventQuery,
  type InboundEventView,
  type MessageSource,
  type Page,
} from '@switchboard/protocol'
import { sql } from 'kysely'
import { Type } from 'typebox'
import type { Db } from '../db/database.ts'
import { readPageCursor, toPage } from '../db/keyset.ts'
import { isUuid, requireUuid } from '../db/uuid.ts'
import { refuseWithout, type Viewer } from '../domain/members/index.ts'
import { getMessage } from '../domain/messages/index.ts'
import { itemOf } from './inbound-item.ts'

interface Row extends Omit<InboundEventView, 'kind' | 'received_at' | 'processed_at'> {
  is_claimed: boolean
  received_at: Date
  processed_at: Date | null
}

interface Deps {
  db: Db
  platforms: ReadonlyMap<PlatformName, PlatformAdapter>
}

const replayable = ['failed', 'ignored', 'unrecognised']
const indexed: ReadonlySet<string> = new Set(replayable)
const PageKey = Type.Tuple([Type.String({ pattern: '^[0-9a-f-]{36}$' })])

/**
 * The journal as those who run the accounts see it, newest first. What belongs to no account is shown to the workspace
 * that the server was set up with, without its content: nobody has claimed it yet.
 */
export async function listInboundEvents(
  { db, platforms }: Deps,
  viewer: Viewer,
  query: InboundEventQuery,
): Promise<Page<InboundEventView>> {
  refuseWithout(viewer, 'accounts.manage')
  const { limit = 50, state, platform, account_id } = query
  const after = readPageCursor(PageKey, query.cursor)
  const { rows } = await sql<Row>`
    select ${columns} from inbound_events j
    where ${visible(viewer)}
      and ${state === undefined ? sql`true` : sql`j.${sql.ref(indexed.has(state) ? 'attention' : 'state')} = ${sql.lit(state)}`}
      and ${platform === undefined ? sql`true` : sql`j.platform = ${platform}`}
      and ${account_id === undefined ? sql`true` : isUuid(account_id) ? sql`j.account_id = ${account_id}::uuid` : sql`false`}
      and ${after ? sql`j.id < ${after[0]}::uuid` : sql`true`}
    order by j.id desc limit ${limit + 1}`.execute(db.read)
  return toPage(
    rows,
    limit,
    (row) => viewOf(row, platforms),
    (row) => [row.id],
  )
}

/** One of them. Refuses with `not_found`. */
export async function getInboundEvent({ db, platforms }: Deps, viewer: Viewer, id: string): Promise<InboundEventView> {
  refuseWithout(viewer, 'accounts.manage')
  const { rows } = await sql<Row>`
    select ${columns} from inbound_events j where j.id = ${requireUuid(id)}::uuid and ${visible(viewer)}`.execute(
    db.read,
  )
  if (!rows[0]) throw new AppError('not_found', {})
  return viewOf(rows[0], platforms)
}

/** How the keys of items begin that say something of one message; receipts up to a time name none. */
const kinds = ['m', 'ed', 'un', 'x', 's']

/** What the platform said of a message, oldest first: the message itself, its edits, reactions, receipts and its unsend. */
export async function listSourceOf({ db, platforms }: Deps, viewer: Viewer, id: string): Promise<MessageSource> {
  refuseWithout(viewer, 'accounts.manage')
  const { platform, platform_message_id } = await getMessage(db.read, viewer, id)
  if (platform_message_id === null) return { items: [] }
  const { rows } = await sql<Row>`
    select ${columns} from messages m join accounts a on a.id = m.account_id
    cross join unnest(${kinds}::text[]) as kind
    cross join lateral (
      select * from inbound_events j
      where j.platform = ${platform} and j.account_external_id = a.external_id and ${visible(viewer)}
        and (j.item_key = kind || ':' || m.platform_message_id
          or (j.item_key >= kind || ':' || m.platform_message_id || ':'
            and j.item_key < kind || ':' || m.platform_message_id || ';'))
    ) j
    where m.id = ${id} order by j.id`.execute(db.read)
  return { items: rows.map((row) => viewOf(row, platforms)) }
}

/** Puts an event back to where it was before it was applied. What it did not do, it does now; what it did, it does not do twice. */
export async function replayInboundEvent(
  { db, platforms }: Deps,
  viewer: Viewer,
  id: string,
): Promise<InboundEventView> {
  refuseWithout(viewer, 'accounts.manage')
  requireUuid(id)
  return db.transaction(async (tx) => {
    const { rows } =
      await sql<Row>`select ${columns} from inbound_events j where j.id = ${id}::uuid and ${visible(viewer)} for update`.execute(
        tx,
      )
    const event = rows[0]
    if (!event) throw new AppError('not_found', {})
    if (!replayable.includes(event.state)) throw new AppError('not_replayable', { state: event.state })
    const { rows: replayed } = await sql<Row>`
      update inbound_events j set state = 'pending', attempts = 0, reason = null, error = null, processed_at = null
      where j.id = ${id}::uuid returning ${columns}`.execute(tx)
    await sql`insert into inbound_pending (inbound_event_id, next_attempt_at) values (${id}::uuid, now())`.execute(tx)
    return viewOf(replayed[0]!, platforms)
  })
}

/** What nobody has claimed is read for its kind alone, and not at all where it is large. */
const columns = sql`j.id, j.platform, j.account_id, j.account_external_id, j.item_key, j.state, j.reason, j.attempts, j.error,
  case when j.workspace_id is not null or pg_column_size(j.raw) < 16384 then j.raw end as raw,
  j.workspace_id is not null as is_claimed, j.received_at, j.processed_at`

function visible(viewer: Viewer) {
  return sql`(j.workspace_id = ${viewer.workspace_id}::uuid or (j.workspace_id is null
    and exists (select from workspaces where id = ${viewer.workspace_id}::uuid and is_home)))`
}

function kindOf({ platform, raw }: Row, platforms: Deps['platforms']): InboundEventKind | null {
  const isErased = (raw as { erased?: unknown } | null)?.erased === true // in place of what was unsent
  return isErased ? null : (itemOf(platforms.get(platform)!, raw)?.fact.kind ?? null)
}

function viewOf(row: Row, platforms: Deps['platforms']): InboundEventView {
  const { received_at, processed_at, account_external_id, is_claimed, raw, ...rest } = row
  return {
    ...rest,
    kind: kindOf(row, platforms),
    raw: is_claimed ? raw : null,
    account_external_id: account_external_id || null,
    received_at: received_at.toISOString(),
    processed_at: processed_at?.toISOString() ?? null,
  }
}
