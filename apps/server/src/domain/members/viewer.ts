import { AppError, type Permission, type Role } from '@switchboard/protocol'

/** Who asks: a member, through one session. Made from a verified token, never from a request's body. */
export interface Viewer {
  readonly workspace_id: string
  readonly member_id: string
  readonly user_id: string
  readonly session_id: string
  readonly role: Role
  readonly permissions: ReadonlySet<Permission>
}

export function refuseWithout(viewer: Viewer, permission: Permission): void {
  if (!viewer.permissions.has(permission)) throw new AppError('forbidden', { permission })
}
