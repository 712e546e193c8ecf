import { type MemberView, permissionsOf, type Role } from '@switchboard/protocol'
import type { Selectable } from 'kysely'
import type { MemberTable } from '../../db/schema.ts'
import type { NewEvent } from '../../eventlog/append.ts'
import { guestsOf, inboxOf } from './audiences.ts'
import { roleMay } from './viewer.ts'

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

/** The same for those who see no inbox: e-mail addresses are for the team. */
export function withoutAddress(view: MemberView): MemberView {
  return { ...view, email: null }
}

/** A member as this viewer may see them. */
export function memberViewFor({ member_id, role }: { member_id: string; role: string }, member: Member): MemberView {
  const view = memberView(member)
  return member.id === member_id || roleMay(role, 'inbox.view') ? view : withoutAddress(view)
}

/**
 * Everybody in the workspace hears of it: those who see the inbox with the e-mail address, the others without. So does
 * the member, also when they no longer belong to it. A guest hears of themselves twice, and last with their address.
 */
export function memberUpdated(member: Member): NewEvent[] {
  const { id, workspace_id } = member
  const view = memberView(member)
  const about = { workspace_id, conversation_id: null, type: 'member_updated' as const }
  return [
    { ...about, audiences: [guestsOf(workspace_id)], data: withoutAddress(view) },
    { ...about, audiences: [inboxOf(workspace_id), `member:${id}`], data: view },
  ]
}

/** May act: neither disabled nor removed. */
export function isActive(member: Pick<Member, 'is_disabled' | 'removed_at'>): boolean {
  return !member.is_disabled && member.removed_at === null
}
