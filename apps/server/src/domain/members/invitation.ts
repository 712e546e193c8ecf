import type { Invitation, Role } from '@switchboard/protocol'
import type { Selectable } from 'kysely'
import type { InvitationTable } from '../../db/identity-schema.ts'
import { isActive, type Member } from './member.ts'
import { roleMay } from './viewer.ts'

export type InvitationRow = Selectable<InvitationTable>
type Standing = Pick<Member, 'role' | 'is_disabled' | 'removed_at'>

export function invitationView(row: InvitationRow): Invitation {
  return {
    id: row.id,
    role: row.role as Role,
    email: row.email,
    created_at: row.created_at.toISOString(),
    expires_at: row.expires_at.toISOString(),
    accepted_at: row.accepted_at?.toISOString() ?? null,
  }
}

/** Nobody hands out more than they have: only an owner makes another one. */
export function mayGrant(giver: Standing, role: string): boolean {
  return isActive(giver) && roleMay(giver.role, 'members.manage') && (role !== 'owner' || giver.role === 'owner')
}

/** A link lasts no longer than the right of whoever made it. */
export function isOpen(invitation: InvitationRow, inviter: Standing, now: Date): boolean {
  const { accepted_at, revoked_at, expires_at, role } = invitation
  return accepted_at === null && revoked_at === null && expires_at > now && mayGrant(inviter, role)
}
