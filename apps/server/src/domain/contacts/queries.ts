import type { ContactDetails } from '@switchboard/protocol'
import type { Kysely } from 'kysely'
import type { Db } from '../../db/database.ts'
import type { Schema } from '../../db/schema.ts'
import { listConversationsWith, type ReadDeps } from '../conversations/index.ts'
import type { Viewer } from '../members/index.ts'
import { type Contact, type ContactIdentity, contactSummary, contactView } from './contact.ts'
import { getPerson } from './person.ts'

/** All that is known of a person, at one instant. Refuses with `not_found`. */
export async function getContact(
  deps: ReadDeps & { db: Db },
  viewer: Viewer,
  contactId: string,
): Promise<ContactDetails> {
  return deps.db.snapshot(async (tx) => {
    const person = await getPerson(tx, viewer, contactId)
    const contacts = await readContacts(tx, person.contact_ids)
    const others = contacts.filter(({ id }) => id !== person.id)
    return {
      ...contactView(contacts.find(({ id }) => id === person.id)!, await readIdentities(tx, person.id)),
      conversations: await listConversationsWith(deps, tx, viewer, person.contact_ids),
      merged_from: others.map(contactSummary),
    }
  })
}

export async function readContacts(db: Kysely<Schema>, ids: readonly string[]): Promise<Contact[]> {
  return db.selectFrom('contacts').selectAll().where('id', 'in', ids).orderBy('id').execute()
}

export async function readIdentities(db: Kysely<Schema>, contactId: string): Promise<ContactIdentity[]> {
  const rows = await db
    .selectFrom('contact_identities')
    .selectAll()
    .where('contact_id', '=', contactId)
    .orderBy('account_id')
    .orderBy('kind')
    .orderBy('value')
    .execute()
  return rows as ContactIdentity[]
}
