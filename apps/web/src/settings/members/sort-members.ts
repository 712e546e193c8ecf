import type { MemberView } from '@switchboard/protocol'
import { roles } from './roles.ts'

/** Those who may act first, then by role, then by name. */
export function sortMembers(members: readonly MemberView[]): MemberView[] {
  return members.toSorted(
    (a, b) =>
      Number(a.is_disabled) - Number(b.is_disabled) ||
      roles.indexOf(a.role) - roles.indexOf(b.role) ||
      nameOf(a).localeCompare(nameOf(b)) ||
      (a.id < b.id ? -1 : 1),
  )
}

export const nameOf = ({ name, email }: MemberView): string => name ?? email ?? ''
