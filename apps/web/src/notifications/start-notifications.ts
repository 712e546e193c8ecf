import type { Client } from '@switchboard/sdk'
import { whileLeading } from '../offline/leader.ts'
import { onOpenedByWorker, saySubscription, startServiceWorker } from './service-worker.ts'
import { tellMessages } from './tell-messages.ts'

/** Everything by which a member hears of messages while not looking. Returns how to stop. */
export function startNotifications(client: Client, open: (path: string) => void): () => void {
  const stops = [whileLeading('telling', () => tellMessages(client, open)), onOpenedByWorker(open)]
  // Where there can be no worker (private windows, plain http) the app does without: no pushes, no start offline.
  void startServiceWorker()
    .then(() => saySubscription(client.requests))
    .catch(() => {})
  return () => {
    for (const stop of stops) stop()
  }
}
