import { permissionsOf, type Role } from '@switchboard/protocol'
import { describe, expect, it } from 'vitest'
import { everyPermission, grants, roles, rolesGivenBy } from './roles.ts'

describe('the table of roles', () => {
  it('[B104] says what the server grants', () => {
    expect([...roles].sort()).toEqual(Object.keys(permissionsOf).sort())
    for (const role of Object.keys(permissionsOf) as Role[]) {
      expect([...grants[role]].sort(), role).toEqual([...permissionsOf[role]].sort())
    }
  })

  it('[B104] explains every permission', () => {
    expect([...everyPermission].sort()).toEqual([...permissionsOf.owner].sort())
  })

  it('[B105] lets only an owner make another one', () => {
    expect(rolesGivenBy('owner')).toContain('owner')
    expect(rolesGivenBy('admin')).not.toContain('owner')
  })
})
