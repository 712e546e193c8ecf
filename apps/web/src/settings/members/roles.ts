import type { Permission, Role } from '@switchboard/protocol'

/** From the most to the least. */
export const roles = ['owner', 'admin', 'moderator', 'agent', 'user'] as const satisfies readonly Role[]

/** In the order in which the table explains them. */
export const everyPermission = [
  'inbox.view',
  'inbox.reply',
  'accounts.manage',
  'members.manage',
  'moderation.view',
  'moderation.action',
  'analytics.view',
  'analytics.export',
  'credits.manage',
  'audit.view',
  'messages.hard_delete',
] as const satisfies readonly Permission[]

/**
 * What the server grants, to be explained: what somebody may do is always read from their own permissions. A test holds
 * this to the protocol's table, which the page does not load for it.
 */
export const grants: Readonly<Record<Role, readonly Permission[]>> = {
  owner: everyPermission,
  admin: everyPermission.filter((permission) => permission !== 'messages.hard_delete'),
  moderator: ['inbox.view', 'moderation.view', 'moderation.action', 'analytics.view'],
  agent: ['inbox.view', 'inbox.reply', 'analytics.view'],
  user: [],
}

/** The roles that a member may give: only an owner makes or unmakes an owner. */
export function rolesGivenBy(role: Role): readonly Role[] {
  return role === 'owner' ? roles : roles.filter((one) => one !== 'owner')
}
