import type { ContactChangeFact, ContactRef, Identity, MessageFact, ProfileFact } from '@switchboard/platform-kit'
import type { LockedAccount } from './read-batch.ts'
import { receiveMessage } from './receive-message.ts'
import type { WorkingSet } from './working-set.ts'

/**
 * A person has a new number or a new scoped id. The platform says that both are the same person, so what we knew under
 * either is one contact from now on, and the thread shows when it happened.
 */
export function receiveContactChange(
  set: WorkingSet,
  account: LockedAccount,
  fact: ContactChangeFact,
): { state: 'processed' | 'ignored'; reason: string | null } {
  const earlier = set.contacts.find(account, fact.previous) ?? set.contacts.find(account, fact.current)
  if (!earlier) return { state: 'ignored', reason: 'unknown_contact' }
  const ref: ContactRef = {
    identities: [...fact.previous, ...fact.current],
    name: null,
    username: null,
    phone: phoneIn(fact.current),
  }
  const contact = set.contact(account, ref)
  const conversation = set.findConversation(account, contact)
  if (!conversation) return { state: 'processed', reason: null }
  return { state: 'processed', reason: receiveMessage(set, account, systemMessage(fact, ref), null) }
}

/** What a platform says of a person without a message: their name in the phone's book, what they agreed to. */
export function receiveProfile(set: WorkingSet, account: LockedAccount, fact: ProfileFact): string | null {
  const contact = set.contact(account, fact.contact)
  if (fact.preferences) {
    contact.preferences = { ...contact.preferences, ...fact.preferences }
    set.contacts.touch(contact)
  }
  return null
}

function phoneIn(identities: readonly Identity[]): string | null {
  const number = identities.find(({ kind }) => kind === 'wa_id')?.value
  return number ? `+${number}` : null
}

function systemMessage(fact: ContactChangeFact, contact: ContactRef): MessageFact {
  return {
    kind: 'message',
    external_id: fact.external_id,
    direction: 'inbound',
    contact,
    sent_at: fact.changed_at,
    type: 'system',
    text: fact.text,
    attachments: [],
    reply_to: null,
    payload: { contact_change: { previous: fact.previous, current: fact.current } },
    correlation: null,
    app_id: null,
    opens_window: false,
    counts_as_unread: false,
    is_historical: false,
    is_standby: false,
  }
}
