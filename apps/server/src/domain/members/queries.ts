import {
  AppError,
  type Invitation,
  type Me,
  type MemberView,
  type Page,
  type PageQuery,
  type Permission,
  type Role,
} from '@switchboard/protocol'
import type { Kysely } from 'kysely'
import { Type } from 'typebox'
import { readPageCursor, toPage } from '../../db/keyset.ts'
import type { Schema } from '../../db/schema.ts'
import { invitationView } from './invitation.ts'
import { memberView, memberViewFor } from './member.ts'
import { refuseWithout, roleMay, type Viewer } from './viewer.ts'
import { type UserFacts, workspaceView } from './workspace.ts'

/** Ids are made in the order of time. */
const ById = Type.Tuple([Type.String({ pattern: '^[0-9a-f-]{36}$' })])

/**
 * Everybody who is or was in the workspace: messages of a removed member keep their name. Newest first, as the viewer
 * may see them with the role they have at this instant; empty if they never belonged to it.
 */
export async function listMembers(
  db: Kysely<Schema>,
  { workspace_id, member_id }: Pick<Viewer, 'workspace_id' | 'member_id'>,
): Promise<MemberView[]> {
  const rows = await db
    .selectFrom('members')
    .selectAll()
    .where('workspace_id', '=', workspace_id)
    .orderBy('id', 'desc')
    .execute()
  const me = rows.find(({ id }) => id === member_id)
  return me ? rows.map((row) => memberViewFor({ member_id, role: me.role }, row)) : []
}

/** The ids of the active members whose role comes with a permission. */
export async function listThoseWho(db: Kysely<Schema>, workspaceId: string, permission: Permission): Promise<string[]> {
  const rows = await db
    .selectFrom('members')
    .select(['id', 'role'])
    .where('workspace_id', '=', workspaceId)
    .where('is_disabled', '=', false)
    .where('removed_at', 'is', null)
    .orderBy('id')
    .execute()
  return rows.filter(({ role }) => roleMay(role, permission)).map(({ id }) => id)
}

export async function pageMembers(db: Kysely<Schema>, viewer: Viewer, query: PageQuery): Promise<Page<MemberView>> {
  const { limit = 50 } = query
  const after = readPageCursor(ById, query.cursor)
  const rows = await db
    .selectFrom('members')
    .selectAll()
    .where('workspace_id', '=', viewer.workspace_id)
    .$if(after !== null, (q) => q.where('id', '<', after![0]))
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute()
  return toPage(
    rows,
    limit,
    (row) => memberViewFor(viewer, row),
    (row) => [row.id],
  )
}

// Long enough to see that somebody has not come, and to ask them again.
const shownAfterExpiry_ms = 30 * 86_400_000

/** Links that nobody has used, those that have lately expired included. */
export async function pageInvitations(
  db: Kysely<Schema>,
  viewer: Viewer,
  query: PageQuery,
  now: Date,
): Promise<Page<Invitation>> {
  refuseWithout(viewer, 'members.manage')
  const { limit = 50 } = query
  const after = readPageCursor(ById, query.cursor)
  const rows = await db
    .selectFrom('invitations')
    .selectAll()
    .where('workspace_id', '=', viewer.workspace_id)
    .where('accepted_at', 'is', null)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', new Date(now.getTime() - shownAfterExpiry_ms))
    .$if(after !== null, (q) => q.where('id', '<', after![0]))
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute()
  return toPage(rows, limit, invitationView, (row) => [row.id])
}

/** Who the viewer is, here and elsewhere. */
export async function readMe(db: Kysely<Schema>, viewer: Viewer): Promise<Me> {
  const member = await db
    .selectFrom('members')
    .selectAll()
    .where('id', '=', viewer.member_id)
    .where('workspace_id', '=', viewer.workspace_id)
    .executeTakeFirstOrThrow()
  const user = await db
    .selectFrom('auth_users')
    .select(['id', 'name', 'email', 'is_two_factor_enabled'])
    .where('id', '=', viewer.user_id)
    .executeTakeFirstOrThrow()
  const view = memberView(member)
  return {
    user,
    member: view,
    workspace: await workspaceView(db, viewer.workspace_id),
    workspaces: await workspacesOf(db, viewer.user_id),
    permissions: view.permissions,
  }
}

export async function workspacesOf(db: Kysely<Schema>, userId: string): Promise<Me['workspaces']> {
  const rows = await db
    .selectFrom('members as m')
    .innerJoin('workspaces as w', 'w.id', 'm.workspace_id')
    .select(['w.id', 'w.name', 'm.role'])
    .where('m.user_id', '=', userId)
    .where('m.is_disabled', '=', false)
    .where('m.removed_at', 'is', null)
    .orderBy('m.id')
    .execute()
  return rows.map(({ id, name, role }) => ({ id, name, role: role as Role }))
}

/**
 * The membership that a token is asked for; without a workspace the oldest one that may act. Refuses with
 * `member_disabled` who would have one otherwise, and with `not_found`, whether there is no such workspace or the user
 * does not belong to it.
 */
export async function membershipOf(db: Kysely<Schema>, user: UserFacts, workspaceId: string | undefined) {
  const member = await db
    .selectFrom('members')
    .selectAll()
    .where('user_id', '=', user.id)
    .where('removed_at', 'is', null)
    .$if(workspaceId !== undefined, (q) => q.where('workspace_id', '=', workspaceId!))
    .orderBy('is_disabled')
    .orderBy('id')
    .executeTakeFirst()
  if (!member) throw new AppError('not_found', {})
  if (member.is_disabled) {
    const { id: workspace_id, name: workspace_name } = await workspaceView(db, member.workspace_id)
    throw new AppError('member_disabled', { workspace_id, workspace_name })
  }
  return member
}
