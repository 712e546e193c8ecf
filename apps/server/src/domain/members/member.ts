import { type MemberView, permissionsOf, type Role } from '@switchboard/protocol'
import type { Selectable } from 'kysely'
import type { MemberTable } from '../../db/schema.ts'
import type { NewEvent } from '../../eventlog/append.ts'

export type Member = Selectable<MemberTable>

export function memberView(member: Member): MemberView {
  const role = member.role as Role
  return {
    id: member.id,
    workspace_id: member.workspace_id,
    user_id: member.user_id,
    name: member.name,
    email: member.email,
    avatar_url: member.avatar_url,
    role,
    permissions: [...permissionsOf[role]],
    is_disabled: member.is_disabled,
    is_removed: member.removed_at !== null,
    created_at: member.created_at.toISOString(),
    updated_at: member.updated_at.toISOString(),
  }
}

/** Everybody in the workspace hears of it, and the member too when they no longer belong to it. */
export function memberUpdated(member: Member): NewEvent {
  return {
    workspace_id: member.workspace_id,
    audiences: [`workspace:${member.workspace_id}`, `member:${member.id}`],
    conversation_id: null,
    type: 'member_updated',
    data: memberView(member),
  }
}

/** May act: neither disabled nor removed. */
export function isActive(member: Pick<Member, 'is_disabled' | 'removed_at'>): boolean {
  return !member.is_disabled && member.removed_at === null
}
