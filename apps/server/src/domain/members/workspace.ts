import type { CreateWorkspace, WorkspaceView } from '@switchboard/protocol'
import { type Kysely, type Selectable, sql } from 'kysely'
import type { Tx } from '../../db/database.ts'
import type { Schema, WorkspaceTable } from '../../db/schema.ts'
import { appendEvents } from '../../eventlog/append.ts'
import { type Member, memberUpdated } from './member.ts'

export type Workspace = Selectable<WorkspaceTable>

export interface UserFacts {
  id: string
  name: string
  email: string
  image: string | null
}

export async function workspaceView(db: Kysely<Schema>, id: string): Promise<WorkspaceView> {
  return viewOf(await db.selectFrom('workspaces').selectAll().where('id', '=', id).executeTakeFirstOrThrow())
}

export function viewOf({ id, name, language, time_zone, is_sandbox, created_at }: Workspace): WorkspaceView {
  return { id, name, language, time_zone, is_sandbox, created_at: created_at.toISOString() }
}

/** A workspace whose first member, an owner, is this user. */
export async function createWorkspace(
  { newId }: { newId(): string },
  tx: Tx,
  owner: UserFacts,
  draft: CreateWorkspace & { is_home?: boolean; is_sandbox?: boolean },
): Promise<Workspace> {
  const { name, language = 'en', time_zone = 'UTC', is_home = false, is_sandbox = false } = draft
  const workspace = await tx
    .insertInto('workspaces')
    .values({ id: newId(), name, language, time_zone, is_home, is_sandbox })
    .returningAll()
    .executeTakeFirstOrThrow()
  const member = await insertMember(tx, { id: newId(), workspace_id: workspace.id, role: 'owner', user: owner })
  await appendEvents(tx, memberUpdated(member!))
  return workspace
}

/** Null where this user is a member already. A removed one comes back, with the id they had. */
export async function insertMember(
  tx: Tx,
  { id, workspace_id, role, user }: { id: string; workspace_id: string; role: string; user: UserFacts },
): Promise<Member | null> {
  const facts = { role, name: user.name, email: user.email, avatar_url: user.image }
  const member = await tx
    .insertInto('members')
    .values({ id, workspace_id, user_id: user.id, ...facts })
    .onConflict((conflict) =>
      conflict
        .columns(['workspace_id', 'user_id'])
        .doUpdateSet({ ...facts, is_disabled: false, removed_at: null, updated_at: sql`now()` })
        .where('members.removed_at', 'is not', null),
    )
    .returningAll()
    .executeTakeFirst()
  return member ?? null
}
