import type { ContactRef, Identity, Profile } from '@switchboard/platform-kit'
import { columnArrays, insertRows, updateRows } from '../../db/bulk.ts'
import { answers, type Statement, send, type Tx } from '../../db/database.ts'
import type { DueProfile } from './claim-profiles.ts'
import {
  type Contact,
  type ContactIdentity,
  inherit,
  isProfileOld,
  learn,
  learnProfile,
  namesNobody,
  newContact,
  platformNameOf,
  stamp,
} from './contact.ts'

interface Deps {
  now(): Date
  newId(): string
}

/** Whose book an identity stands in: identities are unique per account, because platforms scope them so. */
export interface BookOwner {
  id: string
  workspace_id: string
}

/**
 * The people that a batch of facts is about: loaded at once, changed in memory, written at once. Callers hold the lock
 * on the accounts, so nobody else introduces the same person meanwhile: albums arrive as parallel webhooks.
 */
export class ContactBook {
  readonly #deps: Deps
  readonly #contacts = new Map<string, Contact>()
  readonly #identities = new Map<string, ContactIdentity>()
  readonly #created = new Set<string>()
  readonly #changed = new Set<string>()
  readonly #newIdentities = new Set<ContactIdentity>()
  readonly #movedIdentities = new Map<string, ContactIdentity>()
  readonly #dueIdentities = new Set<ContactIdentity>()

  private constructor(deps: Deps) {
    this.#deps = deps
  }

  static async load(deps: Deps, tx: Tx, wanted: readonly { account_id: string; identities: readonly Identity[] }[]) {
    const book = new ContactBook(deps)
    const keys = new Map<string, { account_id: string } & Identity>()
    for (const { account_id, identities } of wanted) {
      for (const identity of identities) keys.set(identityKey(account_id, identity), { account_id, ...identity })
    }
    if (keys.size === 0) return book
    const wantedColumns = { account_id: 'uuid', kind: 'text', value: 'text' } as const
    const rows = await send<ContactIdentity & Contact>(
      tx,
      loadContacts,
      columnArrays(wantedColumns, [...keys.values()]),
    )
    for (const { account_id, kind, value, contact_id, merged_from_id, profile_due_at, ...contact } of rows) {
      const identity = { account_id, kind, value, contact_id, merged_from_id, profile_due_at }
      book.#identities.set(identityKey(account_id, identity), identity)
      if (!book.#contacts.has(contact.id)) book.#contacts.set(contact.id, contact)
    }
    return book
  }

  find(account: BookOwner, identities: readonly Identity[]): Contact | null {
    return this.findAll(account.id, identities)[0] ?? null
  }

  findAll(accountId: string, identities: readonly Identity[]): Contact[] {
    const found = identities
      .map((identity) => this.#identities.get(identityKey(accountId, identity)))
      .filter((identity) => identity !== undefined)
      .map((identity) => this.#contacts.get(identity.contact_id)!)
    return [...new Set(found)]
  }

  /**
   * The person a platform speaks of, introduced if new. Identities that come in one breath are one person's: the
   * missing ones are added, and where two people turn out to be one, `prefer` says who stays (the one whose
   * conversation goes on); without an opinion the one known by phone number.
   */
  resolve(
    account: BookOwner,
    ref: ContactRef,
    prefer: (contact: Contact) => boolean,
  ): { contact: Contact; merged: Contact[]; news: boolean } {
    const now = this.#deps.now()
    const known = this.findAll(account.id, ref.identities)
    const contact =
      known.find(prefer) ?? this.#byPhone(account, ref.identities) ?? known[0] ?? this.#introduce(account, ref, now)
    const merged = known.filter((other) => other !== contact)
    for (const other of merged) this.#merge(other, contact, now)
    for (const identity of ref.identities) this.#attach(account, identity, contact)
    const news = learn(contact, ref, now)
    if (news) this.#changed.add(contact.id)
    return { contact, merged, news: (news || merged.length > 0) && !this.#created.has(contact.id) }
  }

  /**
   * The person has written: time to ask who they are, where that was long ago or, their first words, where they may just
   * have agreed to it.
   */
  noteWriting(account: BookOwner, { identities }: ContactRef, { isFirst }: { isFirst: boolean }): void {
    for (const named of identities) {
      if (!namesNobody(named)) continue
      const identity = this.#identities.get(identityKey(account.id, named))!
      const isWaiting = identity.profile_due_at !== null
      const now = this.#deps.now()
      if (isFirst || (!isWaiting && isProfileOld(this.#contacts.get(identity.contact_id)!, now)))
        this.#setDue(identity, now)
    }
  }

  /**
   * What the platform says to whoever has claimed the person; null: nothing to be had. Returns the contact if it looks
   * different now. Whose claim has run out is not heard.
   */
  hearProfile(
    { account_id, kind, value, claimed_until, profile_version }: DueProfile,
    profile: Profile | null,
  ): Contact | null {
    const identity = this.#identities.get(identityKey(account_id, { kind, value }))
    if (identity?.profile_due_at?.getTime() !== claimed_until.getTime()) return null
    const contact = this.#contacts.get(identity.contact_id)!
    const now = this.#deps.now()
    this.#setDue(identity, null)
    contact.profile_fetched_at = now
    this.#changed.add(contact.id)
    return profile && learnProfile(contact, profile, profile_version, now) ? contact : null
  }

  /** For changes made outside: marks the contact for writing. */
  touch(contact: Contact): void {
    stamp(contact, this.#deps.now())
    this.#changed.add(contact.id)
  }

  get(contactId: string): Contact | null {
    return this.#contacts.get(contactId) ?? null
  }

  add(contact: Contact): void {
    if (!this.#contacts.has(contact.id)) this.#contacts.set(contact.id, contact)
  }

  identitiesOf(contact: Contact): ContactIdentity[] {
    return [...this.#identities.values()].filter((identity) => identity.contact_id === contact.id)
  }

  async write(tx: Tx): Promise<void> {
    const contacts = (ids: Set<string>) => [...ids].map((id) => this.#contacts.get(id)!)
    const changed = contacts(this.#changed).filter((contact) => !this.#created.has(contact.id))
    await answers([
      insertRows(tx, 'contacts', contactColumns, contacts(this.#created)),
      updateRows(tx, 'contacts', changedColumns, changed),
      insertRows(tx, 'contact_identities', identityColumns, [...this.#newIdentities]),
      this.#writeMoves(tx),
      this.#writeDue(tx),
    ])
  }

  async #writeDue(tx: Tx): Promise<void> {
    const due = [...this.#dueIdentities].filter((identity) => !this.#newIdentities.has(identity))
    if (due.length === 0) return
    const column = <K extends keyof ContactIdentity>(name: K) => due.map((identity) => identity[name])
    await send(tx, dueIdentities, [column('account_id'), column('kind'), column('value'), column('profile_due_at')])
  }

  async #writeMoves(tx: Tx): Promise<void> {
    const moved = [...this.#movedIdentities.values()].filter((identity) => !this.#newIdentities.has(identity))
    if (moved.length === 0) return
    const column = <K extends keyof ContactIdentity>(name: K) => moved.map((identity) => identity[name])
    const values = [
      column('account_id'),
      column('kind'),
      column('value'),
      column('contact_id'),
      column('merged_from_id'),
    ]
    await send(tx, moveIdentities, values)
  }

  #byPhone(account: BookOwner, identities: readonly Identity[]): Contact | undefined {
    return this.findAll(
      account.id,
      identities.filter(({ kind }) => kind === 'wa_id'),
    )[0]
  }

  #introduce(account: BookOwner, ref: ContactRef, now: Date): Contact {
    const contact = newContact(this.#deps.newId(), account.workspace_id, ref, now)
    this.#contacts.set(contact.id, contact)
    this.#created.add(contact.id)
    return contact
  }

  #attach(account: BookOwner, identity: Identity, contact: Contact) {
    const key = identityKey(account.id, identity)
    if (this.#identities.has(key)) return
    const attached = {
      account_id: account.id,
      kind: identity.kind,
      value: identity.value,
      contact_id: contact.id,
      merged_from_id: null,
      profile_due_at: namesNobody(identity) ? this.#deps.now() : null,
    }
    this.#identities.set(key, attached)
    this.#newIdentities.add(attached)
  }

  #setDue(identity: ContactIdentity, at: Date | null) {
    identity.profile_due_at = at
    this.#dueIdentities.add(identity)
  }

  // Nothing is thrown away: the row stays and says where it went, and each identity remembers where it came from.
  #merge(from: Contact, into: Contact, now: Date) {
    for (const identity of this.identitiesOf(from)) {
      identity.contact_id = into.id
      identity.merged_from_id = from.id
      this.#movedIdentities.set(identityKey(identity.account_id, identity), identity)
    }
    learn(
      into,
      {
        name: platformNameOf(into) ?? platformNameOf(from),
        username: into.username ?? from.username,
        phone: into.phone ?? from.phone,
      },
      now,
    )
    inherit(into, from)
    stamp(into, now)
    from.merged_into_id = into.id
    stamp(from, now)
    this.#changed.add(from.id)
    this.#changed.add(into.id)
  }
}

function identityKey(accountId: string, { kind, value }: Identity): string {
  return `${accountId} ${kind} ${value}`
}

const identityColumns = {
  account_id: 'uuid',
  kind: 'text',
  value: 'text',
  contact_id: 'uuid',
  merged_from_id: 'uuid',
  profile_due_at: 'timestamptz',
} as const
const changedColumns = {
  id: 'uuid',
  name: 'text',
  username: 'text',
  avatar_url: 'text',
  phone: 'text',
  preferences: 'jsonb',
  profile_fetched_at: 'timestamptz',
  profile_version: 'integer',
  merged_into_id: 'uuid',
  display_name: 'text',
  platform_name: 'text',
  email: 'text',
  language: 'text',
  fields: 'jsonb',
  updated_at: 'timestamptz',
} as const
const contactColumns = { ...changedColumns, workspace_id: 'uuid', created_at: 'timestamptz' } as const

// All identities of whoever is meant, not only those that were named: an event about a person tells them all.
const loadContacts: Statement = {
  name: 'load-contacts',
  text: `
    select i.account_id, i.kind, i.value, i.contact_id, i.merged_from_id, i.profile_due_at,
           c.id, c.workspace_id, c.name, c.username, c.avatar_url, c.phone, c.preferences, c.profile_fetched_at,
           c.profile_version, c.merged_into_id, c.display_name, c.platform_name, c.email, c.language, c.fields,
           c.created_at, c.updated_at
    from contact_identities i join contacts c on c.id = i.contact_id
    where i.contact_id in (
      select found.contact_id from contact_identities found
      join unnest($1::uuid[], $2::text[], $3::text[]) as wanted (account_id, kind, value) using (account_id, kind, value))`,
}

const moveIdentities: Statement = {
  name: 'move-identities',
  text: `
    update contact_identities i set contact_id = given.contact_id, merged_from_id = given.merged_from_id
    from unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[], $5::uuid[])
      as given (account_id, kind, value, contact_id, merged_from_id)
    where i.account_id = given.account_id and i.kind = given.kind and i.value = given.value`,
}

const dueIdentities: Statement = {
  name: 'due-identities',
  text: `
    update contact_identities i set profile_due_at = given.profile_due_at, profile_attempts = 0
    from unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[]) as given (account_id, kind, value, profile_due_at)
    where i.account_id = given.account_id and i.kind = given.kind and i.value = given.value`,
}
