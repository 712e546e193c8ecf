import { AppError } from '@switchboard/protocol'
import type { Kysely } from 'kysely'
import type { Schema } from '../../db/schema.ts'
import { roleMay, type Viewer } from './viewer.ts'

/**
 * What a member may hear, as audience keys of the log. Read from the member as they are now, so that a change of role
 * counts from the next time somebody asks. Refuses with `unauthenticated` once they are disabled or removed.
 */
export async function audiencesOf(db: Kysely<Schema>, viewer: Viewer): Promise<Set<string>> {
  const member = await db
    .selectFrom('members')
    .select('role')
    .where('id', '=', viewer.member_id)
    .where('workspace_id', '=', viewer.workspace_id)
    .where('is_disabled', '=', false)
    .where('removed_at', 'is', null)
    .executeTakeFirst()
  if (!member) throw new AppError('unauthenticated', {})

  const own = [`workspace:${viewer.workspace_id}`, `member:${viewer.member_id}`]
  if (!roleMay(member.role, 'inbox.view')) return new Set(own)
  const accounts = await db
    .selectFrom('accounts')
    .select('id')
    .where('workspace_id', '=', viewer.workspace_id)
    .where('removed_at', 'is', null)
    .execute()
  return new Set([...own, ...accounts.map(({ id }) => `account:${id}`)])
}
