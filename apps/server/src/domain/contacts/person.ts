import { AppError } from '@switchboard/protocol'
import { type Kysely, sql } from 'kysely'
import type { Schema } from '../../db/schema.ts'
import { requireUuid } from '../../db/uuid.ts'
import { visibleAccounts } from '../conversations/index.ts'
import type { Viewer } from '../members/index.ts'

/** A contact as somebody means it: whom it has become, with everybody who turned out to be the same. */
export interface Person {
  id: string
  contact_ids: string[]
  /** Where the person is known, which is where people hear of them. */
  account_ids: string[]
}

/** Refuses with `not_found` whom the viewer cannot see on any account. */
export async function getPerson(db: Kysely<Schema>, viewer: Viewer, contactId: string): Promise<Person> {
  const { rows } = await sql<Person & { is_visible: boolean }>`
    with recursive became (id, merged_into_id) as (
      select id, merged_into_id from contacts
      where id = ${requireUuid(contactId)} and workspace_id = ${viewer.workspace_id}
      union
      select c.id, c.merged_into_id from contacts c join became on c.id = became.merged_into_id
    ), same (id) as (
      select id from became where merged_into_id is null
      union
      select c.id from contacts c join same on c.merged_into_id = same.id
    ), known (account_id) as (
      select account_id from contact_identities where contact_id in (select id from same)
      union
      select account_id from conversations where contact_id in (select id from same) and account_id is not null
    )
    select became.id, array(select id::text from same order by id) as contact_ids,
      array(select account_id::text from known order by account_id) as account_ids,
      exists (select from known join (${visibleAccounts(viewer)}) a on a.id = known.account_id) as is_visible
    from became where merged_into_id is null`.execute(db)
  const person = rows[0]
  if (!person?.is_visible) throw new AppError('not_found', {})
  const { id, contact_ids, account_ids } = person
  return { id, contact_ids, account_ids }
}

export function audiencesOfPerson({ account_ids }: Person): string[] {
  return account_ids.map((id) => `account:${id}`)
}
