import type { ReceiptFact } from '@switchboard/platform-kit'
import type { Conversation } from '../conversations/index.ts'
import { applyReceipt, type Message } from './message.ts'
import type { LockedAccount } from './read-batch.ts'
import { waiting } from './receive-changes.ts'
import type { WorkingSet } from './working-set.ts'

/** Raises the status of exactly these messages, of everything up to a time, or of everything up to a message. */
export function receiveReceipt(
  set: WorkingSet,
  account: LockedAccount,
  fact: ReceiptFact,
  eventId: string,
): string | null {
  if (fact.covers.by === 'ids') return receiveByIds(set, account, fact, fact.covers.external_ids, eventId)
  if (fact.covers.by === 'up_to') {
    const last = set.message(account, fact.covers.external_id)
    if (!last) return receiveByIds(set, account, fact, [fact.covers.external_id], eventId)
    raiseUpTo(set, account, fact, set.conversationOf(last), last.sent_at)
    return null
  }
  const contact = fact.contact && set.contacts.find(account, fact.contact.identities)
  const conversation = contact && set.findConversation(account, contact)
  if (!conversation) return 'unknown_conversation'
  raiseUpTo(set, account, fact, conversation, new Date(fact.covers.watermark))
  return null
}

function receiveByIds(
  set: WorkingSet,
  account: LockedAccount,
  fact: ReceiptFact,
  ids: string[],
  eventId: string,
): string | null {
  let parked = 0
  for (const external_id of new Set(ids)) {
    const message = set.message(account, external_id)
    if (message) raise(set, account, fact, message)
    else {
      // Where the message came through another app it may never come; the parking lot is swept after eight days.
      const one: ReceiptFact = {
        ...fact,
        covers: fact.covers.by === 'up_to' ? fact.covers : { by: 'ids', external_ids: [external_id] },
      }
      set.parked.park({
        account_id: account.id,
        platform_message_id: external_id,
        inbound_event_id: eventId,
        fact: one,
      })
      parked += 1
    }
  }
  return parked > 0 ? waiting : null
}

/** The mark itself is kept, so that an echo which comes later than its receipt is marked too. */
function raiseUpTo(
  set: WorkingSet,
  account: LockedAccount,
  fact: ReceiptFact,
  conversation: Conversation,
  until: Date,
): void {
  if (fact.status === 'delivered' || fact.status === 'read')
    keepWatermark(set, account, conversation, fact.status, until)
  for (const message of set.messagesOf(conversation)) {
    if (message.direction === 'outbound' && message.sent_at <= until) raise(set, account, fact, message)
  }
}

function keepWatermark(
  set: WorkingSet,
  account: LockedAccount,
  conversation: Conversation,
  status: 'delivered' | 'read',
  until: Date,
): void {
  const key = status === 'delivered' ? 'delivered_watermark' : 'read_watermark'
  const before = conversation[key]
  if (before !== null && before >= until) return
  conversation[key] = until
  set.touchConversation(account, conversation)
}

function raise(set: WorkingSet, account: LockedAccount, fact: ReceiptFact, message: Message): void {
  if (!applyReceipt(message, { status: fact.status, at: new Date(fact.occurred_at), error: fact.error })) return
  set.touchMessage(message)
  set.refreshStatus(message)
  set.announceStatus(account, message)
}
