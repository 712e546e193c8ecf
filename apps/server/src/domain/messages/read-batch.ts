import type { Fact, Identity, PlatformName } from '@switchboard/platform-kit'
import { columnArrays } from '../../db/bulk.ts'
import { answers, type Statement, send, type Tx } from '../../db/database.ts'
import { waitForConnecting } from '../accounts/index.ts'
import { ContactBook } from '../contacts/index.ts'
import type { Conversation, ReplyWindows } from '../conversations/index.ts'
import type { Message } from './message.ts'
import { type NamedMessage, namedColumns, ParkingLot } from './parking-lot.ts'

export interface ReceiveDeps {
  now(): Date
  newId(): string
  replyWindows: ReplyWindows
  /** Where accounts were found the last time, by platform and external id. A guess, and never more than that. */
  accountIds: Map<string, string>
}

/** One journal item on its way into the inbox. */
export interface ReceivedItem {
  inbound_event_id: string
  platform: PlatformName
  account_external_id: string
  thread: string | null
  fact: Fact
}

/** Our side of the conversations: locked, so that what happens to one account happens in one order. */
export interface LockedAccount {
  id: string
  workspace_id: string
  platform: PlatformName
  external_id: string
  parent_external_id: string | null
  name: string
  username: string | null
  avatar_url: string | null
  status: string
  status_reason: string | null
  unread_conversations: number
  unread_messages: number
  last_event_at: Date | null
  last_synced_at: Date | null
  created_at: Date
  updated_at: Date
}

/**
 * The accounts of a batch, locked, and what its items may touch. What is to be read hangs on the accounts' ids, which are
 * hardly ever others than the last time: it is asked for together with the lock that says so. Every statement sees what
 * was committed before it, so the lock holds for it.
 */
export async function readBatch(
  deps: ReceiveDeps,
  tx: Tx,
  items: readonly ReceivedItem[],
): Promise<About & { accounts: LockedAccount[] }> {
  const guess = new Map(items.map((item) => [keyOf(item), deps.accountIds.get(keyOf(item))]))
  const [locked, guessed] = await answers([lockAccounts(tx, items), readAbout(deps, tx, items, guess)])
  const accounts = await withThoseConnecting(tx, items, locked)
  const ids = new Map(accounts.map(({ platform, external_id, id }) => [accountKey(platform, external_id), id]))
  if (items.every((item) => ids.get(keyOf(item)) === guess.get(keyOf(item)))) return { accounts, ...guessed }
  for (const item of items) remember(deps.accountIds, keyOf(item), ids.get(keyOf(item)))
  return { accounts, ...(await readAbout(deps, tx, items, ids)) }
}

/** An account that is not there may be on its way: nothing is ignored for want of one that is being connected. */
async function withThoseConnecting(
  tx: Tx,
  items: readonly ReceivedItem[],
  locked: LockedAccount[],
): Promise<LockedAccount[]> {
  const found = new Set(locked.map((account) => accountKey(account.platform, account.external_id)))
  if (items.every((item) => found.has(keyOf(item)))) return locked
  await waitForConnecting(tx)
  return lockAccounts(tx, items)
}

interface About {
  known: { account_id: string; fact: Fact }[]
  contacts: ContactBook
  conversations: Conversation[]
  messages: Message[]
  parked: ParkingLot
}

/** What the items may touch, beside the accounts: sent together, answered together. */
async function readAbout(
  deps: ReceiveDeps,
  tx: Tx,
  items: readonly ReceivedItem[],
  idOf: ReadonlyMap<string, string | undefined>,
): Promise<About> {
  const known = items.flatMap((item) => {
    const account_id = idOf.get(keyOf(item))
    return account_id ? [{ account_id, fact: item.fact }] : []
  })
  const people = known.map(({ account_id, fact }) => ({ account_id, identities: identitiesIn(fact) }))
  const named = known.flatMap(({ account_id, fact }) =>
    messagesIn(fact).map((external_id) => ({ account_id, external_id })),
  )
  const arriving = known.flatMap(({ account_id, fact }) =>
    fact.kind === 'message' ? [{ account_id, external_id: fact.external_id }] : [],
  )
  const [contacts, conversations, messages, parked] = await answers([
    ContactBook.load(deps, tx, people),
    readConversationsMeant(tx, people, named),
    readMessages(tx, named),
    ParkingLot.load(tx, arriving),
  ])
  return { known, contacts, conversations, messages, parked }
}

/** How many accounts are remembered: more than a server of one machine has, and little to hold. */
const mostRemembered = 10_000

function remember(ids: Map<string, string>, key: string, id: string | undefined): void {
  if (id === undefined) ids.delete(key)
  else if (ids.has(key) || ids.size < mostRemembered) ids.set(key, id)
}

async function lockAccounts(tx: Tx, items: readonly ReceivedItem[]): Promise<LockedAccount[]> {
  const wanted = new Map(items.map((item) => [keyOf(item), item]))
  const list = [...wanted.values()]
  return send<LockedAccount>(
    tx,
    lockAccountsByName,
    columnArrays({ platform: 'text', account_external_id: 'text' }, list),
  )
}

async function readConversationsMeant(
  tx: Tx,
  people: readonly { account_id: string; identities: readonly Identity[] }[],
  named: readonly NamedMessage[],
): Promise<Conversation[]> {
  const identities = people.flatMap(({ account_id, identities }) =>
    identities.map((identity) => ({ account_id, ...identity })),
  )
  if (identities.length === 0 && named.length === 0) return []
  return send<Conversation>(tx, conversationsMeant, [
    ...columnArrays({ account_id: 'uuid', kind: 'text', value: 'text' }, identities),
    ...columnArrays(namedColumns, named),
  ])
}

async function readMessages(tx: Tx, named: readonly NamedMessage[]): Promise<Message[]> {
  if (named.length === 0) return []
  return send<Message>(tx, readMessagesNamed, columnArrays(namedColumns, named))
}

const lockAccountsByName: Statement = {
  name: 'lock-accounts',
  text: `
    select a.* from accounts a
    where a.id in (
      select x.id from unnest($1::text[], $2::text[]) as wanted (platform, external_id)
      join accounts x on x.platform = wanted.platform and x.external_id = wanted.external_id and x.removed_at is null
      union
      select x.id from unnest($1::text[], $2::text[]) as wanted (platform, external_id)
      join accounts x on x.platform = wanted.platform and x.parent_external_id = wanted.external_id and x.removed_at is null
    ) and a.removed_at is null
    order by a.id for no key update`,
}

const conversationsMeant: Statement = {
  name: 'conversations-meant',
  text: `
    select * from conversations
    where id in (
      select c.id from unnest($1::uuid[], $2::text[], $3::text[]) as wanted (account_id, kind, value)
      join contact_identities i using (account_id, kind, value)
      join conversations c on c.account_id = i.account_id and c.contact_id = i.contact_id
      union
      select m.conversation_id from unnest($4::uuid[], $5::text[]) as wanted (account_id, platform_message_id)
      join messages m using (account_id, platform_message_id)
    )`,
}

const readMessagesNamed: Statement = {
  name: 'read-messages',
  text: `
    select m.* from unnest($1::uuid[], $2::text[]) as wanted (account_id, platform_message_id)
    join messages m using (account_id, platform_message_id)`,
}

export function identitiesIn(fact: Fact): Identity[] {
  if (fact.kind === 'contact_change') return [...fact.previous, ...fact.current]
  if ('contact' in fact && fact.contact) return fact.contact.identities
  return []
}

export function messagesIn(fact: Fact): string[] {
  if (fact.kind === 'receipt') {
    if (fact.covers.by === 'ids') return fact.covers.external_ids
    return fact.covers.by === 'up_to' ? [fact.covers.external_id] : []
  }
  if (fact.kind === 'message') {
    const quoted = fact.reply_to?.external_id
    return quoted ? [fact.external_id, quoted] : [fact.external_id]
  }
  return 'external_id' in fact ? [fact.external_id] : []
}

const accountKey = (platform: string, externalId: string) => `${platform} ${externalId}`
const keyOf = (item: ReceivedItem) => accountKey(item.platform, item.account_external_id)
