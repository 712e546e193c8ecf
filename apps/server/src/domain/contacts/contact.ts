import type { ContactRef, Identity, Profile } from '@switchboard/platform-kit'
import type { ContactField, ContactSummary, ContactView } from '@switchboard/protocol'

export interface Contact {
  id: string
  workspace_id: string
  /** What everybody sees: the team's name for them where there is one, else the platform's. */
  name: string | null
  username: string | null
  avatar_url: string | null
  phone: string | null
  preferences: Record<string, unknown> | null
  /** When the platform was last asked who this is, whatever it answered. */
  profile_fetched_at: Date | null
  /** How often something was learned of this person. */
  profile_version: number
  merged_into_id: string | null
  display_name: string | null
  /** What the platform calls somebody whom the team calls otherwise. */
  platform_name: string | null
  email: string | null
  language: string | null
  fields: ContactField[]
  created_at: Date
  updated_at: Date
}

export interface ContactIdentity extends Identity {
  account_id: string
  contact_id: string
  merged_from_id: string | null
  /** When to ask the platform who this is, or until when somebody does; null: nothing to ask. */
  profile_due_at: Date | null
}

export function newContact(id: string, workspaceId: string, { name, username, phone }: ContactRef, now: Date): Contact {
  return {
    id,
    workspace_id: workspaceId,
    name,
    username,
    avatar_url: null,
    phone,
    preferences: null,
    profile_fetched_at: null,
    profile_version: 0,
    merged_into_id: null,
    display_name: null,
    platform_name: null,
    email: null,
    language: null,
    fields: [],
    created_at: now,
    updated_at: now,
  }
}

/** Takes over what a platform says and we did not know. What it does not say is no news. True when it was news. */
export function learn(
  contact: Contact,
  told: Partial<Pick<Contact, 'name' | 'username' | 'phone'>>,
  now: Date,
): boolean {
  return take(contact, ['name', 'username', 'phone'], told, now)
}

/**
 * Takes over a profile that was asked for when `askedAtVersion` was what we knew. What was learned since then is newer
 * and stays; where nothing was known, the profile fills in. True when it was news.
 */
export function learnProfile(contact: Contact, profile: Profile, askedAtVersion: number, now: Date): boolean {
  const isNewest = contact.profile_version === askedAtVersion
  const isOpen = (key: keyof Known) => isNewest || contact[columnOf(contact, key)] === null
  return take(contact, (['name', 'username', 'avatar_url'] as const).filter(isOpen), profile, now)
}

type Known = Pick<Contact, 'name' | 'username' | 'avatar_url' | 'phone'>

function take(contact: Contact, keys: readonly (keyof Known)[], told: Partial<Known>, now: Date): boolean {
  let news = false
  for (const key of keys) {
    const value = told[key]
    const column = columnOf(contact, key)
    if (value === null || value === undefined || value === '' || value === contact[column]) continue
    contact[column] = value
    news = true
  }
  if (!news) return false
  contact.profile_version += 1
  stamp(contact, now)
  return true
}

/** Every change has a later time than the one before: it tells which copy is the newest. */
export function stamp(contact: Pick<Contact, 'updated_at'>, now: Date): void {
  contact.updated_at = new Date(Math.max(now.getTime(), contact.updated_at.getTime() + 1))
}

/** The team's name for somebody stays, whatever the platform calls them. */
function columnOf({ display_name }: Contact, key: keyof Known): keyof Known | 'platform_name' {
  return key === 'name' && display_name !== null ? 'platform_name' : key
}

/** What the platform calls them. */
export function platformNameOf({ name, display_name, platform_name }: Contact): string | null {
  return display_name === null ? name : platform_name
}

/** Gives somebody the team's name, or with null the platform's again. */
export function callContact(contact: Contact, displayName: string | null): void {
  const platformName = platformNameOf(contact)
  contact.display_name = displayName
  contact.name = displayName ?? platformName
  contact.platform_name = displayName === null ? null : platformName
}

/** What the team knew of one contact it knows of the person, where it knew nothing better. */
export function inherit(contact: Contact, from: Contact): void {
  if (contact.display_name === null && from.display_name !== null) callContact(contact, from.display_name)
  contact.email ??= from.email
  contact.language ??= from.language
  const names = new Set(contact.fields.map(({ name }) => name))
  contact.fields = [...contact.fields, ...from.fields.filter(({ name }) => !names.has(name))].slice(0, 50)
}

const day_ms = 24 * 3_600_000
const profileLasts_ms = 7 * day_ms

/** Whether what a platform said of a person is so old that it is worth asking again. */
export function isProfileOld({ profile_fetched_at }: Contact, now: Date): boolean {
  return profile_fetched_at === null || now.getTime() - profile_fetched_at.getTime() > profileLasts_ms
}

/** Ids of people whose platforms name them only when they are asked. */
export function namesNobody({ kind }: Identity): boolean {
  return kind === 'psid' || kind === 'igsid'
}

export function contactSummary({ id, name, username, avatar_url, phone }: Contact): ContactSummary {
  return { id, name, username, avatar_url, phone }
}

export function contactView(contact: Contact, identities: readonly ContactIdentity[]): ContactView {
  return {
    ...contactSummary(contact),
    workspace_id: contact.workspace_id,
    display_name: contact.display_name,
    email: contact.email,
    language: contact.language,
    fields: contact.fields,
    identities: identities.map(({ account_id, kind, value }) => ({ account_id, kind, value })),
    updated_at: contact.updated_at.toISOString(),
  }
}
