import type { HerdDriver, HerdOptions } from '../drivers/herd-driver.ts'
import { type Part, startPart } from '../parts/start-part.ts'
import { inboxes } from './inboxes.ts'
import { addMembers } from './members.ts'
import { appSecret, type Stack } from './start-stack.ts'

const driverFile = new URL('../drivers/herd-driver.ts', import.meta.url)
/** What the server allows one member at a time. */
const socketsPerMember = 10

/** A process that will hold sockets and publish to them. */
export async function startHerd(): Promise<Part<HerdDriver>> {
  const herd = await startPart<HerdDriver>(driverFile)
  await herd.call('supply', { inboxes, secret: appSecret, customersPerInbox: 100 })
  return herd
}

/** Opens authenticated sockets of as many members as it takes. Resolves with the refusals on the way. */
export async function openMemberSockets(stack: Stack, herd: Part<HerdDriver>, count: number): Promise<number> {
  const tokens = await addMembers(stack, Math.ceil(count / socketsPerMember))
  return herd.call('open', { port: stack.server.port, dialect: 'switchboard', count, tokens })
}

/** Opens sockets to a floor or a peer, which asks nobody who they are. */
export async function openSockets(
  herd: Part<HerdDriver>,
  { port, dialect, count }: Pick<HerdOptions, 'port' | 'dialect' | 'count'>,
): Promise<void> {
  await herd.call('open', { port, dialect, count, tokens: [''] })
}
