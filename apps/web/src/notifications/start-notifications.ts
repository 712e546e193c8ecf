import type { Client } from '@switchboard/sdk'
import { onOpenedByWorker, saySubscription, startServiceWorker } from './service-worker.ts'

/** Everything by which a member hears of messages while not looking. Returns how to stop. */
export function startNotifications(client: Client, open: (path: string) => void): () => void {
  const stop = onOpenedByWorker(open)
  // Where there can be no worker (private windows, plain http) the app does without: no pushes, no start offline.
  void startServiceWorker()
    .then(() => saySubscription(client.requests))
    .catch(() => {})
  return stop
}
