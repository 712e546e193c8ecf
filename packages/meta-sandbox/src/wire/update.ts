export type Platform = 'instagram' | 'messenger' | 'whatsapp'
export const platforms: readonly Platform[] = ['instagram', 'messenger', 'whatsapp']

export type Json = string | number | boolean | null | Json[] | JsonObject
/** A key whose value is undefined is not sent at all, which is what the platforms do with what they hide. */
export type JsonObject = { [key: string]: Json | undefined }

/** One thing that a platform has to tell: one webhook, or one element of a larger one. */
export interface Update {
  platform: Platform
  /** Whom `entry.id` names: the Page, the Instagram account, or the WhatsApp Business Account. */
  entryId: string
  /** The id by which a receiver finds the account: Page id, Instagram account id or phone number id. */
  accountId: string
  /** What a subscription has to name for this to be sent. */
  field: string
  /** Updates of one lane are delivered one after the other. */
  lane: string
  /** The message it is about, and what happens to it, for the delivery log. */
  messageId: string
  kind: string
  /** One element of `entry.messaging`, or on WhatsApp one change's `value`. */
  content: JsonObject
}

const objects: Record<Platform, string> = {
  instagram: 'instagram',
  messenger: 'page',
  whatsapp: 'whatsapp_business_account',
}

/** What a subscription and a payload call the platform. */
export function objectOf(platform: Platform): string {
  return objects[platform]
}

export function platformOf(object: string): Platform | undefined {
  return platforms.find((platform) => objects[platform] === object)
}

/** The body that carries these updates (of one platform) at this time. */
export function envelope(platform: Platform, updates: readonly Update[], now: number): JsonObject {
  const entry = platform === 'whatsapp' ? businessEntries(updates) : updates.map((update) => pageEntry(update, now))
  return { object: objectOf(platform), entry }
}

function pageEntry(update: Update, now: number): JsonObject {
  const list = update.field === 'standby' ? 'standby' : 'messaging'
  return { id: update.entryId, time: now, [list]: [update.content] }
}

function businessEntries(updates: readonly Update[]): JsonObject[] {
  const byBusiness = Map.groupBy(updates, (update) => update.entryId)
  return [...byBusiness].map(([id, ofBusiness]) => ({ id, changes: changesOf(ofBusiness) }))
}

/** Messages and statuses of one number travel in one change, with one `contacts` for all of them. */
function changesOf(updates: readonly Update[]): JsonObject[] {
  const groups = Map.groupBy(updates, (update) => `${update.field} ${update.accountId}`)
  return [...groups.values()].map((group) => ({
    field: group[0]!.field,
    value: group.map((update) => update.content).reduce(merged),
  }))
}

function merged(left: JsonObject, right: JsonObject): JsonObject {
  const both: JsonObject = { ...left }
  for (const [key, value] of Object.entries(right)) {
    const before = both[key]
    both[key] = Array.isArray(before) && Array.isArray(value) ? together(key, before, value) : value
  }
  return both
}

function together(key: string, left: Json[], right: Json[]): Json[] {
  if (key !== 'contacts') return [...left, ...right]
  const seen = new Set(left.map((contact) => JSON.stringify(contact)))
  return [...left, ...right.filter((contact) => !seen.has(JSON.stringify(contact)))]
}
