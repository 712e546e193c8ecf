import { AppError } from '@switchboard/protocol'
import { type Kysely, sql } from 'kysely'
import { prepared } from '../../db/bulk.ts'
import type { Schema } from '../../db/schema.ts'
import { roleMay, type Viewer } from './viewer.ts'

/**
 * What a member may hear, as audience keys of the log. Read from the member as they are now, so that a change of role
 * counts from the next time somebody asks. Refuses with `unauthenticated` once they are disabled or removed.
 */
export async function audiencesOf(db: Kysely<Schema>, viewer: Viewer): Promise<Set<string>> {
  const [audiences] = await listAudiences(db, [viewer])
  if (!audiences) throw new AppError('unauthenticated', {})
  return audiences
}

/** The same for many, in their order, with one query; null for those who are disabled or removed. */
export async function listAudiences(
  db: Kysely<Schema>,
  viewers: readonly Viewer[],
): Promise<readonly (Set<string> | null)[]> {
  const { rows } = await sql<{ role: string | null; account_ids: string[] | null }>`
    ${prepared('list-audiences')}
    with asked as (
      select * from unnest(
        ${viewers.map(({ member_id }) => member_id)}::uuid[], ${viewers.map(({ workspace_id }) => workspace_id)}::uuid[]
      ) with ordinality as viewer (member_id, workspace_id, n)
    ), connected as materialized (
      select workspace_id, array_agg(id) as account_ids from accounts
      where workspace_id in (select workspace_id from asked) and removed_at is null group by 1
    )
    select m.role, connected.account_ids
    from asked
    left join members m on m.id = asked.member_id and m.workspace_id = asked.workspace_id
      and not m.is_disabled and m.removed_at is null
    left join connected on connected.workspace_id = asked.workspace_id
    order by asked.n`.execute(db)
  return rows.map(({ role, account_ids }, i) =>
    role === null ? null : audiencesFor(viewers[i]!, role, account_ids ?? []),
  )
}

function audiencesFor({ workspace_id, member_id }: Viewer, role: string, accountIds: readonly string[]): Set<string> {
  const own = [`workspace:${workspace_id}`, `member:${member_id}`]
  if (!roleMay(role, 'inbox.view')) return new Set([...own, guestsOf(workspace_id)])
  return new Set([...own, inboxOf(workspace_id), ...accountIds.map((id) => `account:${id}`)])
}

/** The key of what everybody hears who sees the inbox, whichever account it concerns. */
export function inboxOf(workspaceId: string): string {
  return `inbox:${workspaceId}`
}

/** The key of what is for the others, in the place of what is not. */
export function guestsOf(workspaceId: string): string {
  return `guests:${workspaceId}`
}
