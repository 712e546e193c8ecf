import type { DeliveryRecord } from '../delivery/delivery-log.ts'
import type { Sandbox } from '../sandbox.ts'

/** A delivery with what went over the wire: the log itself holds no message. Null where nothing was sent. */
export function deliveryBodyView(sandbox: Sandbox, record: DeliveryRecord): unknown {
  const sent = sandbox.sentBytes(record.id)
  return {
    ...record,
    sent: sent
      ? {
          url: sent.url,
          headers: sent.webhook.headers,
          body: sent.webhook.body.toString(),
          is_signed: sent.isSigned,
        }
      : null,
  }
}
