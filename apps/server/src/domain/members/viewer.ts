import { AppError, type Permission, permissionsOf, type Role } from '@switchboard/protocol'

/** Who asks: a member, through one session. Made from a verified token, never from a request's body. */
export interface Viewer {
  readonly workspace_id: string
  readonly member_id: string
  readonly user_id: string
  /** This member's use of one sign-in: it ends with the sign-in or with the membership, whichever ends first. */
  readonly session_id: string
  readonly role: Role
  readonly permissions: ReadonlySet<Permission>
}

/** What a verified token or ticket says. Whether it still holds is for the database to say. */
export interface Pass {
  readonly user_id: string
  readonly workspace_id: string
  readonly member_id: string
  /** The sign-in session that it was issued to. */
  readonly sign_in_id: string
}

export function viewerOf(pass: Pass, role: Role): Viewer {
  const { workspace_id, member_id, user_id } = pass
  return { workspace_id, member_id, user_id, session_id: sessionIdOf(pass), role, permissions: permissionSets[role] }
}

export function refuseWithout(viewer: Viewer, permission: Permission): void {
  if (!viewer.permissions.has(permission)) throw new AppError('forbidden', { permission })
}

export function sessionIdOf({ member_id, sign_in_id }: Pick<Pass, 'member_id' | 'sign_in_id'>): string {
  return `${member_id}.${sign_in_id}`
}

/** The opposite of `sessionIdOf`. A member's id holds no dot. */
export function readSessionId(sessionId: string): Pick<Pass, 'member_id' | 'sign_in_id'> {
  const dot = sessionId.indexOf('.')
  return { member_id: sessionId.slice(0, dot), sign_in_id: sessionId.slice(dot + 1) }
}

/** Whether a role as the database has it comes with a permission. */
export function roleMay(role: string, permission: Permission): boolean {
  return permissionSets[role as Role].has(permission)
}

const permissionSets = Object.fromEntries(
  Object.entries(permissionsOf).map(([role, permissions]) => [role, new Set(permissions)]),
) as unknown as Record<Role, ReadonlySet<Permission>>
