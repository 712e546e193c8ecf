import type { ContactSummary } from '@switchboard/protocol'
import { type Kysely, sql } from 'kysely'
import type { Schema } from '../../db/schema.ts'
import { inState } from './find-messages.ts'
import type { Wanted } from './read-query.ts'

export interface FoundContact {
  readonly contact: ContactSummary
  readonly conversation_id: string
}

interface Asked {
  readonly accountIds: readonly string[]
  readonly workspaceId: string
  /** Part of a name, handle or number. */
  readonly part: string
  readonly is: Wanted['is']
  readonly limit: number
}

/** So many of those who wrote last are looked at one by one before the index is asked. */
const recent = 1_000
/** An index of three letters cannot tell shorter words apart. */
const shortestIndexed = 3
/** As many as are compared by when they wrote last. */
const compared = 1_000

/**
 * People by any part of their name, handle or number, those who wrote lately first. What is in many names is among those
 * who wrote lately, and what is not is rare enough for the index: neither has to sort a large part of all contacts.
 */
export async function findContacts(db: Kysely<Schema>, asked: Asked): Promise<FoundContact[]> {
  if (asked.part === '' || asked.accountIds.length === 0) return []
  const lately = await findLately(db, asked)
  if (lately.length >= asked.limit || longestRun(asked.part) < shortestIndexed) return lately
  const known = new Set(lately.map(({ contact }) => contact.id))
  const others = (await findAnywhere(db, asked)).filter(({ contact }) => !known.has(contact.id))
  return [...lately, ...others].slice(0, asked.limit)
}

async function findLately(db: Kysely<Schema>, { accountIds, part, is, limit }: Asked): Promise<FoundContact[]> {
  const { rows } = await sql<FoundContact>`
    select ${contact}, c.id as conversation_id from (
      select c.* from unnest(${accountIds}::uuid[]) as a (id) cross join (values (false), (true)) as shelf (is_archived)
      cross join lateral (
        select c.id, c.contact_id, c.sort_at, c.unread_count, c.is_archived, c.assignee_id from conversations c
        where c.account_id = a.id and c.is_archived = shelf.is_archived
        order by c.sort_at desc, c.id desc limit ${sql.lit(Math.ceil(recent / accountIds.length))}
      ) c order by c.sort_at desc limit ${sql.lit(recent)}
    ) c cross join lateral (select * from contacts p where p.id = c.contact_id offset 0) p -- one after the other
    where ${contactText} ilike ${like(part)} and ${inState(is)} limit ${2 * limit}`.execute(db)
  return onePerContact(rows).slice(0, limit)
}

async function findAnywhere(
  db: Kysely<Schema>,
  { accountIds, workspaceId, part, is, limit }: Asked,
): Promise<FoundContact[]> {
  const { rows } = await sql<FoundContact>`
    select ${contact}, c.id as conversation_id from (
      select * from (
        select * from contacts p
        where p.workspace_id = ${workspaceId} and ${contactText} ilike ${like(telling(part))} offset 0
      ) p where ${contactText} ilike ${like(part)} limit ${sql.lit(compared)}
    ) p join conversations c on c.contact_id = p.id
    where c.account_id = any(${accountIds}::uuid[]) and ${inState(is)}
    order by c.sort_at desc limit ${2 * limit}`.execute(db)
  return onePerContact(rows).slice(0, limit)
}

/**
 * What the index is asked for: every three letters more cost it a visit of a long list. A number says who is meant better
 * than the name beside it, which others have too.
 */
function telling(part: string): string {
  const numbers = isNumber(part)
    ? []
    : part.split(/\s+/).filter((word) => /\d/.test(word) && word.length >= shortestIndexed)
  return numbers.reduce((longest, word) => (word.length > longest.length ? word : longest), numbers[0] ?? part)
}

/** Letters in a row, as the index needs them. */
function longestRun(part: string): number {
  return Math.max(0, ...part.split(/\s+/).map((word) => Array.from(word).length))
}

/** People may write to several accounts; the newest conversation is theirs. */
function onePerContact(found: readonly FoundContact[]): FoundContact[] {
  return [...new Map(found.toReversed().map((each) => [each.contact.id, each])).values()].reverse()
}

/** The conversations of people by part of their name: what `from:` stands for. */
export async function conversationsWith(
  db: Kysely<Schema>,
  asked: Pick<Asked, 'accountIds' | 'workspaceId'>,
  names: readonly string[],
): Promise<string[]> {
  const found = await Promise.all(
    names.map((part) => findContacts(db, { ...asked, part: part.trim(), is: [], limit: 50 })),
  )
  const people = found.flat().map(({ contact }) => contact.id)
  const { rows } = await sql<{ id: string }>`
    select id from conversations
    where contact_id = any(${people}::uuid[]) and account_id = any(${asked.accountIds}::uuid[])`.execute(db)
  return rows.map(({ id }) => id)
}

// In the words of the index.
const contactText = sql`(coalesce(p.name, '') || ' ' || coalesce(p.username, '') || ' ' || coalesce(p.phone, ''))`
const contact = sql`jsonb_build_object(
  'id', p.id, 'name', p.name, 'username', p.username, 'avatar_url', p.avatar_url, 'phone', p.phone) as contact`

/** A number may be typed with spaces and hyphens, which it is not kept with. */
function like(part: string): string {
  const number = isNumber(part) ? part.replace(/[^\d+]/g, '') : part
  return `%${number.replace(/[\\%_]/g, '\\$&')}%`
}

function isNumber(part: string): boolean {
  return /^\+?[\d\s().-]{4,}$/.test(part)
}
