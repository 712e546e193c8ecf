import type { ContactRef, Fact } from '@switchboard/platform-kit'
import { type Entry, type Reading, rawOf } from '../envelope.ts'
import { asId, type JsonObject } from '../json.ts'
import { type Cards, cardsIn, digitsOf } from './people.ts'

/** What the elements of one `value` share. */
export interface Scope {
  entry: Entry
  field: string
  /** The phone number id; null where the value has no metadata. */
  account: string | null
  /** Digits of our own number, which tell outgoing from incoming in imported history. */
  businessNumber: string | null
  metadata: JsonObject | null
  cards: Cards
  /** In `standby` the lists are one level deeper; the cards may be beside them or above. */
  isStandby: boolean
  hasCardsAbove: boolean
}

/** What an element says, and the card that its own envelope repeats. */
export interface ScopedReading extends Reading {
  card: JsonObject | null
}

export function scopeOf(
  entry: Entry,
  field: string,
  metadata: JsonObject | null,
  contacts: unknown,
  isStandby = false,
  hasCardsAbove = false,
): Scope {
  const account = asId(metadata?.phone_number_id)
  const shown = asId(metadata?.display_phone_number)
  const kept = {
    ...(shown !== null && { display_phone_number: shown }),
    ...(account !== null && { phone_number_id: account }),
  }
  return {
    entry,
    field,
    account,
    businessNumber: digitsOf(shown),
    metadata: metadata && kept,
    cards: cardsIn(contacts),
    isStandby,
    hasCardsAbove,
  }
}

/** The envelope of one element alone. */
export function elementRaw(scope: Scope, list: string, element: unknown, card: JsonObject | null): unknown {
  const cards = card && { contacts: [card] }
  const lists = { ...(scope.hasCardsAbove ? null : cards), [list]: [element] }
  const value = {
    messaging_product: 'whatsapp',
    ...(scope.metadata && { metadata: scope.metadata }),
    ...(scope.hasCardsAbove ? cards : null),
    ...(scope.isStandby ? { standby: lists } : lists),
  }
  return rawOf(scope.entry, { changes: [{ field: scope.field, value }] })
}

/** A reading whose thread is that of the person it is about; null where it is about nobody. */
export function reading(
  scope: Scope,
  fact: Fact,
  key: string | null,
  at: string | null,
  about: { contact: ContactRef | null; card?: JsonObject | null } = { contact: null },
): ScopedReading {
  const thread = about.contact?.identities[0]?.value ?? null
  return { fact, key, account: scope.account, thread, at: at ?? scope.entry.at, card: about.card ?? null }
}
