import { AppError, type CreateInvitation, type NewInvitation } from '@switchboard/protocol'
import type { Db } from '../../db/database.ts'
import { requireUuid } from '../../db/uuid.ts'
import { invitationView, mayGrant } from './invitation.ts'
import { makeSecret } from './one-time.ts'
import { refuseWithout, type Viewer } from './viewer.ts'

const invitationMs = 7 * 86_400_000

interface Deps {
  db: Db
  now(): Date
  newId(): string
  config: { http: { publicUrl: string } }
}

/** A link that makes one user a member. It is shown this once: only its hash is kept. */
export async function invite(deps: Deps, viewer: Viewer, { role, email }: CreateInvitation): Promise<NewInvitation> {
  refuseWithout(viewer, 'members.manage')
  if (!mayGrant({ role: viewer.role, is_disabled: false, removed_at: null }, role)) {
    throw new AppError('forbidden', { permission: 'members.manage' }, 'Only an owner makes another owner.')
  }
  const { secret: token, hash } = makeSecret()
  const invitation = await deps.db.read
    .insertInto('invitations')
    .values({
      id: deps.newId(),
      workspace_id: viewer.workspace_id,
      token_hash: hash,
      role,
      email: email?.toLowerCase() ?? null,
      created_by_id: viewer.member_id,
      expires_at: new Date(deps.now().getTime() + invitationMs),
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  return { ...invitationView(invitation), token, url: `${deps.config.http.publicUrl}/invite?token=${token}` }
}

/** Makes the link worthless. One that has been used is not to be found: the member is, and can be removed. */
export async function revokeInvitation(
  { db, now }: Pick<Deps, 'db' | 'now'>,
  viewer: Viewer,
  id: string,
): Promise<void> {
  refuseWithout(viewer, 'members.manage')
  const { numUpdatedRows } = await db.read
    .updateTable('invitations')
    .set({ revoked_at: now() })
    .where('id', '=', requireUuid(id))
    .where('workspace_id', '=', viewer.workspace_id)
    .where('accepted_at', 'is', null)
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
  if (numUpdatedRows === 0n) throw new AppError('not_found', {})
}
