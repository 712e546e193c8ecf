import type { EditFact, ReactionFact, UnsendFact } from '@switchboard/platform-kit'
import { editMessage } from './edits.ts'
import { applyReaction, applyUnsend } from './message.ts'
import type { LockedAccount } from './read-batch.ts'
import type { WorkingSet } from './working-set.ts'

/** The message has not come yet: the fact waits for it, and is applied before anybody hears of the message. */
export const waiting = 'waiting_for_message'

export function receiveEdit(set: WorkingSet, account: LockedAccount, fact: EditFact, eventId: string): string | null {
  const message = set.message(account, fact.external_id)
  if (!message) return park(set, account, fact, eventId)
  if (!editMessage(set, message, fact)) return 'superseded'
  set.touchMessage(message)
  set.announceMessage(account, 'message_updated', message, set.refreshPreview(account, message))
  return null
}

export function receiveUnsend(
  set: WorkingSet,
  account: LockedAccount,
  fact: UnsendFact,
  eventId: string,
): string | null {
  const message = set.message(account, fact.external_id)
  if (!message) return park(set, account, fact, eventId)
  if (!applyUnsend(message, new Date(fact.unsent_at))) return 'duplicate'
  set.unsent.push(message)
  set.touchMessage(message)
  set.announceMessage(account, 'message_deleted', message, set.refreshPreview(account, message))
  return null
}

export function receiveReaction(
  set: WorkingSet,
  account: LockedAccount,
  fact: ReactionFact,
  eventId: string,
): string | null {
  const message = set.message(account, fact.external_id)
  if (!message) return park(set, account, fact, eventId)
  const by =
    fact.by === 'account'
      ? { kind: 'account' as const, id: account.id }
      : { kind: 'contact' as const, id: set.contact(account, fact.contact).id }
  const before = message.reactions
  const changed = applyReaction(message, { emoji: fact.emoji, by, at: fact.reacted_at })
  if (message.reactions !== before) set.touchMessage(message) // a newer time is kept even where nothing shows
  if (!changed) return 'superseded'
  set.announceMessage(account, 'message_updated', message, null)
  return null
}

function park(
  set: WorkingSet,
  account: LockedAccount,
  fact: EditFact | UnsendFact | ReactionFact,
  eventId: string,
): string {
  set.parked.park({ account_id: account.id, platform_message_id: fact.external_id, inbound_event_id: eventId, fact })
  return waiting
}
