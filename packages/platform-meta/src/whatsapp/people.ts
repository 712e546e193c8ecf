import type { ContactRef, Identity } from '@switchboard/platform-kit'
import { asId, asList, asObject, asText, type JsonObject } from '../json.ts'

/**
 * The people of one `value`. `contacts[]` stands once for all of its messages, in no promised order and sometimes not
 * at all, so a card is found by the ids on it and never by its index.
 */
export type Cards = (ids: Ids) => JsonObject | null

/** How WhatsApp names a person. A username user has no wa_id that we may see; everybody has a BSUID since 2026. */
export interface Ids {
  waId: string | null
  bsuid: string | null
}

/** A person, and the card that told us more, which the item's own envelope has to repeat. */
export interface Person {
  contact: ContactRef | null
  card: JsonObject | null
}

export const nobody: Person = { contact: null, card: null }

export function cardsIn(contacts: unknown): Cards {
  const cards = asList(contacts)
  if (cards.length <= 8) return (ids) => findCard(cards, ids)
  let byId: Map<string, JsonObject> | null = null
  return ({ waId, bsuid }) => {
    byId ??= indexOf(cards)
    return (bsuid !== null && byId.get(`b ${bsuid}`)) || (waId !== null && byId.get(`w ${waId}`)) || null
  }
}

/** Whom an event names by a phone-like id, a BSUID, or both, completed from their card. */
export function findPerson(cards: Cards, phoneLike: unknown, userId: unknown, username?: unknown): Person {
  const named = idsOf(phoneLike, userId)
  if (named.waId === null && named.bsuid === null) return nobody
  const card = cards(named)
  const onCard = card ? idsOf(card.wa_id, card.user_id) : named
  const profile = asObject(card?.profile)
  return {
    card,
    contact: contactOf(
      { waId: named.waId ?? onCard.waId, bsuid: named.bsuid ?? onCard.bsuid },
      asText(profile?.name),
      handleOf(profile?.username) ?? handleOf(username),
    ),
  }
}

export function contactOf(ids: Ids, name: string | null, username: string | null): ContactRef | null {
  const identities = identitiesOf(ids)
  return identities.length === 0 ? null : { identities, name, username, phone: phoneOf(ids.waId) }
}

/** The phone-like one first: it outlives the BSUID, which is the portfolio's and not the person's. */
export function identitiesOf({ waId, bsuid }: Ids): Identity[] {
  const identities: Identity[] = []
  if (waId !== null) identities.push({ kind: 'wa_id', value: waId })
  if (bsuid !== null) identities.push({ kind: 'bsuid', value: bsuid })
  return identities
}

const bsuidShape = /^[A-Z]{2}\./

/** A BSUID has been seen where a phone-like id belongs, so the shape decides there. */
export function idsOf(phoneLike: unknown, userId: unknown): Ids {
  const first = asId(phoneLike)
  const bsuid = asId(userId)
  if (first === null) return { waId: null, bsuid }
  if (bsuidShape.test(first)) return { waId: null, bsuid: bsuid ?? first }
  return { waId: asId(first.replace(/^\+/, '')), bsuid }
}

/** Usernames are shown with and without the @, and can change: never a key. */
export function handleOf(value: unknown): string | null {
  return asText(asText(value)?.replace(/^@/, ''))
}

export function digitsOf(value: unknown): string | null {
  return asText(asId(value)?.replace(/\D/g, ''))
}

function phoneOf(waId: string | null): string | null {
  return waId !== null && /^\d{5,20}$/.test(waId) ? `+${waId}` : null
}

/** The BSUID is the stronger evidence: a phone number can change hands. */
function findCard(cards: readonly unknown[], { waId, bsuid }: Ids): JsonObject | null {
  let byPhone: JsonObject | null = null
  for (const element of cards) {
    const card = asObject(element)
    if (!card) continue
    const ids = idsOf(card.wa_id, card.user_id)
    if (bsuid !== null && ids.bsuid === bsuid) return card
    if (waId !== null && ids.waId === waId) byPhone ??= card
  }
  return byPhone
}

function indexOf(cards: readonly unknown[]): Map<string, JsonObject> {
  const byId = new Map<string, JsonObject>()
  for (const element of cards) {
    const card = asObject(element)
    if (!card) continue
    const { waId, bsuid } = idsOf(card.wa_id, card.user_id)
    if (bsuid !== null && !byId.has(`b ${bsuid}`)) byId.set(`b ${bsuid}`, card)
    if (waId !== null && !byId.has(`w ${waId}`)) byId.set(`w ${waId}`, card)
  }
  return byId
}
