import { AppError, type ChangeMember, type MemberView } from '@switchboard/protocol'
import { sql } from 'kysely'
import type { Db, Tx } from '../../db/database.ts'
import { requireUuid } from '../../db/uuid.ts'
import { appendEvents } from '../../eventlog/append.ts'
import { isActive, type Member, memberUpdated, memberView } from './member.ts'
import { refuseWithout, roleMay, type Viewer } from './viewer.ts'

/** Gives a member another role, or disables or enables them. What they may do changes within seconds, everywhere. */
export async function changeMember(
  { db }: { db: Db },
  viewer: Viewer,
  id: string,
  { role, is_disabled }: ChangeMember,
): Promise<MemberView> {
  return rewrite(db, viewer, id, (member) => ({
    role: role ?? member.role,
    is_disabled: is_disabled ?? member.is_disabled,
    removed_at: null,
  }))
}

/** Takes a member out of the workspace. What they wrote stays; an invitation brings them back. */
export async function removeMember(
  { db, now }: { db: Db; now(): Date },
  viewer: Viewer,
  id: string,
): Promise<MemberView> {
  return rewrite(db, viewer, id, ({ role, is_disabled }) => ({ role, is_disabled, removed_at: now() }))
}

type Standing = Pick<Member, 'role' | 'is_disabled' | 'removed_at'>

async function rewrite(db: Db, viewer: Viewer, id: string, change: (member: Member) => Standing): Promise<MemberView> {
  refuseWithout(viewer, 'members.manage')
  return db.transaction(async (tx) => {
    const { member, actor, owners } = await lockForChange(tx, viewer, requireUuid(id))
    const standing = change(member)
    refuseRankBelow(actor, [member.role, standing.role])
    refuseWithoutOwner(owners, member, standing)
    if (isSame(member, standing)) return memberView(member)
    const changed = await tx
      .updateTable('members')
      .set({ ...standing, updated_at: sql`now()` })
      .where('id', '=', member.id)
      .returningAll()
      .executeTakeFirstOrThrow()
    await appendEvents(tx, memberUpdated(changed))
    return memberView(changed)
  })
}

/**
 * Locks all that the decision rests on: the member, whoever asks (their own role may have changed since their token),
 * and all owners, so that two of them cannot depose each other at the same moment.
 */
async function lockForChange(tx: Tx, viewer: Viewer, id: string) {
  const rows = await tx
    .selectFrom('members')
    .selectAll()
    .where('workspace_id', '=', viewer.workspace_id)
    .where('removed_at', 'is', null)
    .where((or) => or.or([or('id', 'in', [id, viewer.member_id]), or('role', '=', 'owner')]))
    .orderBy('id')
    .forNoKeyUpdate()
    .execute()
  const actor = rows.find((row) => row.id === viewer.member_id)
  if (!actor || !isActive(actor)) throw new AppError('unauthenticated', {})
  const member = rows.find((row) => row.id === id)
  if (!member) throw new AppError('not_found', {})
  return { member, actor, owners: rows.filter((row) => row.role === 'owner' && isActive(row)) }
}

/** Nobody makes or unmakes an owner but an owner. */
function refuseRankBelow(actor: Member, roles: string[]): void {
  if (!roleMay(actor.role, 'members.manage')) throw new AppError('forbidden', { permission: 'members.manage' })
  if (roles.includes('owner') && actor.role !== 'owner')
    throw new AppError('forbidden', { permission: 'members.manage' })
}

function refuseWithoutOwner(owners: Member[], member: Member, standing: Standing): void {
  const stays = standing.role === 'owner' && isActive(standing)
  if (!stays && owners.every((owner) => owner.id === member.id)) throw new AppError('last_owner', {})
}

function isSame(member: Standing, standing: Standing): boolean {
  return (
    member.role === standing.role &&
    member.is_disabled === standing.is_disabled &&
    member.removed_at === standing.removed_at
  )
}
