import type { PlatformName } from '@switchboard/platform-kit'
import type { ConversationQuery } from '@switchboard/protocol'
import { type RawBuilder, sql } from 'kysely'
import { isUuid } from '../../db/uuid.ts'
import type { Viewer } from '../members/index.ts'
import { type ReadDeps, visibleAccounts } from './queries.ts'

type Sql = RawBuilder<unknown>

/** The accounts whose conversations are asked for, with their platforms. */
export function wantedAccounts(viewer: Viewer, { platform, account_id }: ConversationQuery): Sql {
  return sql`select * from (${visibleAccounts(viewer)}) visible
    where ${platform === undefined ? sql`true` : sql`visible.platform = ${platform}`}
      and ${account_id === undefined ? sql`true` : sql`visible.id = ${isUuid(account_id) ? account_id : nobody}::uuid`}`
}

/** An id that nothing has. */
const nobody = '00000000-0000-0000-0000-000000000000'

/** What a conversation `c` of an account `a` has to be. */
export interface Filters {
  /** What one index has in the order of the list. */
  readonly ordered: readonly Sql[]
  readonly others: readonly Sql[]
}

/** In the very words of the partial indexes, which are only used where the planner sees that they cover everything. */
export function filtersOf(deps: ReadDeps, viewer: Viewer, query: ConversationQuery): Filters {
  const { unread, assignee_id, label, window, has_failed } = query
  const parts: Sql[] = []
  if (unread === true) parts.push(sql`c.unread_count > 0`)
  if (assignee_id !== undefined) parts.push(assignedTo(viewer, assignee_id))
  const ordered = parts.splice(0, 1)
  if (unread === false) parts.push(sql`c.unread_count = 0`)
  if (label !== undefined) parts.push(sql`c.labels <> '{}' and c.labels @> array[${label}]::text[]`)
  if (window !== undefined) parts.push(within(deps, window))
  if (has_failed !== undefined) parts.push(has_failed ? sql`c.id in ${failed}` : sql`c.id not in ${failed}`)
  return { ordered, others: parts }
}

function assignedTo(viewer: Viewer, assignee: string): Sql {
  if (assignee === 'none') return sql`c.assignee_id is null`
  const id = assignee === 'me' ? viewer.member_id : assignee
  return isUuid(id) ? sql`c.assignee_id = ${id}::uuid` : sql`false`
}

const failed = sql`(select m.conversation_id from messages m where m.account_id = a.id and m.status = 'failed')`

const closing_ms = 4 * 3_600_000

/**
 * A window opens with what a customer says and the list is ordered by what was said last, which is never earlier: what
 * is open lies in the newest part of the list.
 */
function within({ now, replyWindows }: ReadDeps, window: NonNullable<ConversationQuery['window']>): Sql {
  const since = (less_ms: number) => {
    const cases = (Object.keys(replyWindows) as PlatformName[]).map((platform) => {
      const opened = new Date(now().getTime() - replyWindows[platform].open_ms + less_ms)
      return sql`when ${sql.lit(platform)} then ${opened}::timestamptz`
    })
    return sql`case a.platform ${sql.join(cases, sql` `)} end`
  }
  if (window === 'closed') return sql`(c.last_inbound_at is null or c.last_inbound_at <= ${since(0)})`
  const open = sql`c.sort_at > ${since(0)} and c.last_inbound_at > ${since(0)}`
  return window === 'open' ? open : sql`${open} and c.last_inbound_at <= ${since(closing_ms)}`
}
