import { AppError, type InvitationFacts, type MemberView, type Role } from '@switchboard/protocol'
import type { Kysely } from 'kysely'
import type { Db, Tx } from '../../db/database.ts'
import type { Schema } from '../../db/schema.ts'
import { appendEvents } from '../../eventlog/append.ts'
import { type InvitationRow, stateOf } from './invitation.ts'
import { type Member, memberUpdated, memberView } from './member.ts'
import { hashOf } from './one-time.ts'
import { insertMember, type UserFacts } from './workspace.ts'

interface Deps {
  db: Db
  now(): Date
  newId(): string
}

/**
 * Makes a user a member. Of several who bring the same link at once one gets in; the same user may bring it again, for
 * the answer may have been lost. Refuses with `invitation_invalid` and `member_exists`.
 */
export async function acceptInvitation(deps: Deps, user: UserFacts, token: string): Promise<MemberView> {
  return deps.db.transaction(async (tx) => {
    const { invitation, inviter } = await lockInvitation(tx, token)
    const earlier = await findMember(tx, invitation.workspace_id, user.id)
    if (earlier && earlier.id === invitation.accepted_by_id && earlier.removed_at === null) return memberView(earlier)
    const state = stateOf(invitation, inviter, deps.now())
    if (state !== 'open') throw new AppError('invitation_invalid', { state })
    if (invitation.email !== null && invitation.email !== user.email.toLowerCase()) {
      const message = 'This invitation is for another e-mail address.'
      throw new AppError('invitation_invalid', { state: 'other_address' }, message)
    }

    const { workspace_id, role } = invitation
    const member = await insertMember(tx, { id: deps.newId(), workspace_id, role, user })
    if (!member) throw new AppError('member_exists', {})
    await tx
      .updateTable('invitations')
      .set({ accepted_at: deps.now(), accepted_by_id: member.id })
      .where('id', '=', invitation.id)
      .execute()
    await appendEvents(tx, memberUpdated(member))
    return memberView(member)
  })
}

/** What the holder of a link may know without signing in. Refuses with `invitation_invalid` if there never was one. */
export async function invitationFacts({ db, now }: Omit<Deps, 'newId'>, token: string): Promise<InvitationFacts> {
  const { invitation, inviter } = await findInvitation(db.read, token)
  const { name } = await db.read
    .selectFrom('workspaces')
    .select('name')
    .where('id', '=', invitation.workspace_id)
    .executeTakeFirstOrThrow()
  const state = stateOf(invitation, inviter, now())
  return {
    workspace_name: name,
    role: invitation.role as Role,
    email: invitation.email,
    expires_at: invitation.expires_at.toISOString(),
    is_open: state === 'open',
    state,
  }
}

async function lockInvitation(tx: Tx, token: string) {
  await tx
    .selectFrom('invitations')
    .select('id')
    .where('token_hash', '=', hashOf(token))
    .forNoKeyUpdate()
    .executeTakeFirst()
  return findInvitation(tx, token)
}

async function findInvitation(
  db: Kysely<Schema>,
  token: string,
): Promise<{ invitation: InvitationRow; inviter: Member }> {
  const invitation = await db
    .selectFrom('invitations')
    .selectAll()
    .where('token_hash', '=', hashOf(token))
    .executeTakeFirst()
  if (!invitation) throw new AppError('invitation_invalid', { state: 'unknown' })
  const inviter = await db
    .selectFrom('members')
    .selectAll()
    .where('id', '=', invitation.created_by_id)
    .executeTakeFirstOrThrow()
  return { invitation, inviter }
}

async function findMember(tx: Tx, workspaceId: string, userId: string): Promise<Member | undefined> {
  return tx
    .selectFrom('members')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('user_id', '=', userId)
    .executeTakeFirst()
}
