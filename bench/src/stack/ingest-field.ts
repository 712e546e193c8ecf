import type { IngestDriver, Load } from '../drivers/ingest-driver.ts'
import { type Part, startPart } from '../parts/start-part.ts'
import { connectInboxes, inboxes } from './inboxes.ts'
import { appSecret, type Stack, startStack } from './start-stack.ts'

/** A server with three inboxes and known customers, and a source of webhooks aimed at it. */
export interface IngestField {
  readonly stack: Stack
  readonly driver: Part<IngestDriver>
  /** Another source of webhooks, for the floor. */
  aimAnother(port: number): Promise<Part<IngestDriver>>
  close(): Promise<void>
}

const driverFile = new URL('../drivers/ingest-driver.ts', import.meta.url)
const customersPerInbox = 1_000
/** Enough to keep everything busy: more of them change the rate by nothing but the time they wait. */
export const connections = 64

export async function openIngestField(): Promise<IngestField> {
  const stack = await startStack()
  const parts: Part<IngestDriver>[] = []

  async function newDriver(): Promise<Part<IngestDriver>> {
    const driver = await startPart<IngestDriver>(driverFile)
    parts.push(driver)
    return driver
  }
  async function close() {
    await Promise.all(parts.map((part) => part.stop()))
    await stack.close()
  }

  try {
    const token = await stack.server.token()
    await connectInboxes(stack, token)
    const driver = await newDriver()
    const { port } = stack.server
    await driver.call('supply', { inboxes, secret: appSecret, customersPerInbox })
    await driver.call('aim', { port, connections, subscriber: { port, token } })
    await driver.call('introduce')
    return {
      stack,
      driver,
      async aimAnother(otherPort) {
        const other = await newDriver()
        await other.call('supply', { inboxes, secret: appSecret, customersPerInbox })
        await other.call('aim', { port: otherPort, connections, subscriber: null })
        return other
      },
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** How many messages a round of so many seconds takes, found by trying. Warms up what is tried, besides. */
export async function calibrate(
  driver: Part<IngestDriver>,
  { perPost, window, seconds }: { perPost: number; window: number; seconds: number },
): Promise<number> {
  let rate = 1_000
  for (const share of [0.5, 1]) {
    const load: Load = await driver.call('saturate', { messages: Math.ceil(rate * seconds * share), perPost, window })
    rate = load.messages_per_s
  }
  return Math.ceil(rate * seconds)
}
