import type { Invitation, InvitationFacts, Role } from '@switchboard/protocol'
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
export function stateOf(invitation: InvitationRow, inviter: Standing, now: Date): InvitationFacts['state'] {
  const { accepted_at, revoked_at, expires_at, role } = invitation
  if (accepted_at !== null) return 'used'
  if (revoked_at !== null || !mayGrant(inviter, role)) return 'revoked'
  return expires_at > now ? 'open' : 'expired'
}
