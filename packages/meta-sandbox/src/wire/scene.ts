import type { MediaShelf } from '../media/shelf.ts'
import type { JsonObject, Platform, Update } from './update.ts'

/** A connected account, as far as the wire shows it. */
export interface AccountIds {
  platform: Platform
  handle: string
  /** Page id, Instagram account id (`user_id`), or phone number id. */
  externalId: string
  /** Instagram: the id that `/me` calls `id`, which is in no webhook. */
  appScopedId: string
  /** WhatsApp: the business account that owns the number. */
  wabaId: string
  /** WhatsApp: the number, digits only. */
  phone: string
  name: string
  username: string
}

/** A customer, as far as the wire shows them. */
export interface PersonIds {
  handle: string
  name: string
  username: string | null
  /** PSID or Instagram-scoped id; empty on WhatsApp. */
  scopedId: string
  /** WhatsApp: the number, digits only; null where the person hides it. */
  phone: string | null
  /** WhatsApp: the business-scoped user id; empty elsewhere. */
  userId: string
}

/** What an earlier message was, as much of it as a later event repeats. */
export interface Said {
  id: string
  from: 'customer' | 'account'
  text: string | null
  edits: number
}

/** Everything a builder needs to put an act on the wire. */
export interface Scene {
  account: AccountIds
  customer: PersonIds
  /** When it happens, milliseconds since 1970. */
  at: number
  media: MediaShelf
  newId(): string
  newMediaNumber(): string
  findSaid(id: string): Said | undefined
}

/** One element of a Page's or an Instagram account's `messaging`, from the customer. */
export function messagingUpdate(
  scene: Scene,
  field: string,
  kind: string,
  messageId: string,
  what: JsonObject,
): Update {
  const { account, customer, at } = scene
  return {
    platform: account.platform,
    entryId: account.externalId,
    accountId: account.externalId,
    field,
    lane: laneOf(scene),
    messageId,
    kind,
    content: { sender: { id: customer.scopedId }, recipient: { id: account.externalId }, timestamp: at, ...what },
  }
}

export function laneOf({ account, customer }: Pick<Scene, 'account' | 'customer'>): string {
  return `${account.externalId}/${customer.handle}`
}
