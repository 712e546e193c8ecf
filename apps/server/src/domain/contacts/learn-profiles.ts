import type { Profile } from '@switchboard/platform-kit'
import { sql } from 'kysely'
import type { Tx } from '../../db/database.ts'
import { appendEvents, type NewEvent } from '../../eventlog/append.ts'
import type { DueProfile } from './claim-profiles.ts'
import { type Contact, contactView } from './contact.ts'
import { ContactBook } from './contact-book.ts'

interface Deps {
  now(): Date
  newId(): string
}

export interface ProfileAnswer {
  due: DueProfile
  /** Null: there is none to be had. */
  profile: Profile | null
}

/**
 * Takes what platforms say of people into their contacts, with one event for each who looks different now. An answer to a
 * claim that has run out is dropped: whoever holds the person now will tell.
 */
export async function learnProfiles(deps: Deps, tx: Tx, answers: readonly ProfileAnswer[]): Promise<void> {
  const accountIds = answers.map(({ due }) => due.account_id)
  // As everywhere: whoever changes what an account knows of people holds the account.
  await sql`select from accounts where id = any(${accountIds}::uuid[]) order by id for no key update`.execute(tx)
  const wanted = answers.map(({ due: { account_id, kind, value } }) => ({ account_id, identities: [{ kind, value }] }))
  const book = await ContactBook.load(deps, tx, wanted)
  const changed = new Set<Contact>()
  for (const { due, profile } of answers) {
    const contact = book.hearProfile(due, profile)
    if (contact) changed.add(contact)
  }
  await book.write(tx)
  await appendEvents(
    tx,
    [...changed].map((contact) => contactUpdated(book, contact)),
  )
}

function contactUpdated(book: ContactBook, contact: Contact): NewEvent {
  const identities = book.identitiesOf(contact)
  return {
    workspace_id: contact.workspace_id,
    audiences: identities.map(({ account_id }) => `account:${account_id}`),
    conversation_id: null,
    type: 'contact_updated',
    data: contactView(contact, identities),
  }
}
