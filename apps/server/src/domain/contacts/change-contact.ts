import { AppError, type ChangeContact, type ContactView } from '@switchboard/protocol'
import { sql } from 'kysely'
import type { Db, Tx } from '../../db/database.ts'
import { appendEvents, type NewEvent } from '../../eventlog/append.ts'
import { refuseWithout, type Viewer } from '../members/index.ts'
import { type Contact, callContact, contactView, stamp } from './contact.ts'
import { audiencesOfPerson, getPerson, type Person } from './person.ts'
import { readContacts, readIdentities } from './queries.ts'

interface Deps {
  db: Db
  now(): Date
}

/**
 * Writes down what the team knows of a person. A name goes to everybody who turned out to be the same, because their
 * conversations are still called after them; the rest belongs to whom they have become. Refuses with
 * `changed_meanwhile` what was made from an older copy, if it is said which one.
 */
export async function changeContact(
  { db, now }: Deps,
  viewer: Viewer,
  contactId: string,
  change: ChangeContact,
): Promise<ContactView> {
  refuseWithout(viewer, 'inbox.reply')
  return db.transaction(async (tx) => {
    const person = await lockPerson(tx, viewer, contactId)
    const contacts = await readContacts(tx, person.contact_ids)
    const themselves = contacts.find(({ id }) => id === person.id)!
    if (!isNewest(themselves, change.seen_at)) throw new AppError('changed_meanwhile', {})
    const changed = contacts.filter((contact) => apply(contact, contact.id === person.id, change))
    // Themselves last and latest: whoever holds a copy of somebody they turned out to be does not hold theirs.
    changed.sort((a, b) => Number(a === themselves) - Number(b === themselves))
    let latest = now().getTime() - 1
    for (const contact of changed) latest = await write(tx, contact, new Date(latest + 1))
    const identities = await readIdentities(tx, person.id)
    const viewOf = (contact: Contact) => contactView(contact, contact.id === person.id ? identities : [])
    await appendEvents(
      tx,
      changed.map((contact) => contactUpdated(person, viewOf(contact), contact.workspace_id)),
    )
    return viewOf(themselves)
  })
}

/** As everywhere: whoever changes what an account knows of people holds the account. Who has become whom rests then. */
async function lockPerson(tx: Tx, viewer: Viewer, contactId: string): Promise<Person> {
  const { account_ids } = await getPerson(tx, viewer, contactId)
  await sql`select from accounts where id = any(${account_ids}::uuid[]) order by id for no key update`.execute(tx)
  return getPerson(tx, viewer, contactId)
}

function isNewest({ updated_at }: Contact, seenAt: string | undefined): boolean {
  return seenAt === undefined || Date.parse(seenAt) === updated_at.getTime()
}

/** True where something is different now. */
function apply(contact: Contact, isThemselves: boolean, change: ChangeContact): boolean {
  const before = JSON.stringify(contact)
  if (change.display_name !== undefined) callContact(contact, change.display_name?.trim() ?? null)
  if (isThemselves) {
    if (change.email !== undefined) contact.email = change.email
    if (change.language !== undefined) contact.language = change.language
    if (change.fields !== undefined) contact.fields = change.fields.map(({ name, value }) => ({ name, value }))
  }
  return JSON.stringify(contact) !== before
}

/** Resolves with its time, in ms since 1970. */
async function write(tx: Tx, contact: Contact, now: Date): Promise<number> {
  stamp(contact, now)
  const { id, name, display_name, platform_name, email, language, fields, updated_at } = contact
  await tx
    .updateTable('contacts')
    .set({
      name,
      display_name,
      platform_name,
      email,
      language,
      updated_at,
      fields: sql`${JSON.stringify(fields)}::jsonb`,
    })
    .where('id', '=', id)
    .execute()
  return updated_at.getTime()
}

function contactUpdated(person: Person, data: ContactView, workspace_id: string): NewEvent {
  return { workspace_id, audiences: audiencesOfPerson(person), conversation_id: null, type: 'contact_updated', data }
}
