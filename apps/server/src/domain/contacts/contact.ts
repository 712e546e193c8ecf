import type { ContactRef, Identity } from '@switchboard/platform-kit'
import type { ContactSummary, ContactView } from '@switchboard/protocol'

export interface Contact {
  id: string
  workspace_id: string
  name: string | null
  username: string | null
  avatar_url: string | null
  phone: string | null
  preferences: Record<string, unknown> | null
  merged_into_id: string | null
  created_at: Date
  updated_at: Date
}

export interface ContactIdentity extends Identity {
  account_id: string
  contact_id: string
  merged_from_id: string | null
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
    merged_into_id: null,
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
  let news = false
  for (const key of ['name', 'username', 'phone'] as const) {
    const value = told[key]
    if (value === null || value === undefined || value === '' || value === contact[key]) continue
    contact[key] = value
    news = true
  }
  if (news) contact.updated_at = now
  return news
}

export function contactSummary({ id, name, username, avatar_url, phone }: Contact): ContactSummary {
  return { id, name, username, avatar_url, phone }
}

export function contactView(contact: Contact, identities: readonly ContactIdentity[]): ContactView {
  return {
    ...contactSummary(contact),
    workspace_id: contact.workspace_id,
    identities: identities.map(({ account_id, kind, value }) => ({ account_id, kind, value })),
    updated_at: contact.updated_at.toISOString(),
  }
}
