import { platformActs } from '../cast/act.ts'
import type { Customer } from '../cast/customer.ts'
import type { ThreadLine } from '../cast/thread.ts'
import type { DeliveryState } from '../delivery/delivery-log.ts'
import type { Sandbox } from '../sandbox.ts'
import type { Platform } from '../wire/update.ts'
import type { WhatsAppStatus } from '../wire/whatsapp.ts'
import { accountView, avatarUrl, customerView } from './views.ts'

/** Of what the business said, a platform tells it this much. */
const receipts: Record<Platform, readonly WhatsAppStatus[]> = {
  messenger: ['delivered', 'read'],
  instagram: ['read'],
  whatsapp: ['sent', 'delivered', 'read', 'played', 'failed'],
}

/** The thread on the customer's phone, and what can be done there. */
export function threadView(sandbox: Sandbox, customer: Customer): unknown {
  const { platform, account, lines } = customer
  const states = deliveryStates(sandbox)
  return {
    customer: customerView(sandbox, customer),
    account: {
      ...accountView(sandbox, account),
      access_token: undefined,
      avatar_url: avatarUrl(sandbox, account.externalId),
    },
    acts: platformActs[platform],
    receipts: receipts[platform],
    lines: lines.map((line) => lineView(sandbox, line, lines, states.get(line.id) ?? null)),
  }
}

function lineView(
  { media }: Sandbox,
  line: ThreadLine,
  lines: readonly ThreadLine[],
  delivery: DeliveryState | null,
): unknown {
  const { n, id, from, act, text, at, edits, reaction, is_unsent, status, reply_to } = line
  const answered = reply_to === null ? undefined : lines.find((one) => one.id === reply_to)
  return {
    n,
    id,
    from,
    kind: act?.kind ?? 'text',
    text,
    about: is_unsent ? {} : aboutOf(line),
    media: line.media.map(({ kind, number }) => ({ kind, url: media.signedUrl(kind, number) })),
    reply_to: reply_to === null ? null : { id: reply_to, from: answered?.from ?? null, text: answered?.text ?? null },
    reaction,
    edits,
    is_unsent,
    status,
    delivery,
    at: new Date(at).toISOString(),
  }
}

/** The fields of the act that are neither its kind nor its words. */
function aboutOf({ act }: ThreadLine): Record<string, unknown> {
  const {
    kind: _,
    text: __,
    caption: ___,
    reply_to: ____,
    to: _____,
    ...about
  } = (act ?? {}) as Record<string, unknown>
  return about
}

/** How the newest delivery of each message stands; second and replayed ones say nothing of it. */
function deliveryStates(sandbox: Sandbox): Map<string, DeliveryState> {
  const states = new Map<string, DeliveryState>()
  for (const { duplicate_of, replay_of, message_ids, state } of sandbox.deliveries()) {
    if (duplicate_of !== null || replay_of !== null) continue
    for (const id of message_ids) if (!states.has(id)) states.set(id, state)
  }
  return states
}
