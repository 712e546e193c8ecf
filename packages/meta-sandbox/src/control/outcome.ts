import type { Told } from '../cast/stage.ts'
import type { DeliveryRecord } from '../delivery/delivery-log.ts'
import { NotDelivered } from '../delivery/dispatcher.ts'
import { jsonReply, type Reply } from '../http/exchange.ts'
import type { Sandbox } from '../sandbox.ts'

/** Retries may go on for hours; whoever asked hears after this at the latest how it stands. Real time. */
const patienceMs = 10_000

/** 200 once acknowledged, 202 while it is still on its way, 502 when it was given up or nobody has subscribed. */
export async function acceptedWithin(
  sandbox: Sandbox,
  { ids, acknowledged }: Told,
  wait: boolean,
  records?: readonly DeliveryRecord[],
): Promise<Reply> {
  const outcome = wait ? await outcomeWithin(acknowledged) : 'pending'
  const deliveries = records ?? deliveriesOf(sandbox, ids)
  const status = { acknowledged: 200, pending: 202, not_delivered: 502 }[outcome]
  return jsonReply(status, { outcome, ids, deliveries })
}

/** The newest delivery of each message. */
function deliveriesOf(sandbox: Sandbox, ids: readonly string[]): DeliveryRecord[] {
  const wanted = new Set(ids)
  return sandbox.deliveries().filter((record) => record.message_ids.some((id) => wanted.delete(id)))
}

async function outcomeWithin(acknowledged: Promise<void>): Promise<'acknowledged' | 'pending' | 'not_delivered'> {
  const { promise: patience, resolve } = Promise.withResolvers<'pending'>()
  const timer = setTimeout(() => resolve('pending'), patienceMs)
  try {
    return await Promise.race([acknowledged.then(() => 'acknowledged' as const), patience])
  } catch (error) {
    if (error instanceof NotDelivered) return 'not_delivered'
    throw error
  } finally {
    clearTimeout(timer)
  }
}
