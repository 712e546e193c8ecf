export { type Answer, call, expectOk, openMember, signIn, WorldMember } from './member.ts'
export { startWorld, World, type WorldOptions } from './start-world.ts'
export { password, Tenant } from './tenant.ts'
