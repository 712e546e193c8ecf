import { type Sandbox, type SandboxOptions, startSandbox } from '../src/index.ts'
import { secrets, WebhookReceiver } from './webhook-receiver.ts'

/** A sandbox whose time stands still, with a receiver for all of its webhooks. */
export interface Stage extends AsyncDisposable {
  sandbox: Sandbox
  receiver: WebhookReceiver
}

export const startedAt = Date.UTC(2026, 10, 20, 12, 0, 0, 123)

export async function start(options: Partial<SandboxOptions> = {}): Promise<Stage> {
  const receiver = await WebhookReceiver.start()
  const sandbox = await startSandbox({
    ...secrets,
    seed: 'test',
    epoch: 'test',
    people: false,
    timers: 'manual',
    now: () => startedAt,
    webhook: receiver.webhooks,
    ...options,
  })
  return {
    sandbox,
    receiver,
    async [Symbol.asyncDispose]() {
      await sandbox.close()
      await receiver[Symbol.asyncDispose]()
    },
  }
}
