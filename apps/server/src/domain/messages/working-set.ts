import type { ContactRef, Fact, PlatformName } from '@switchboard/platform-kit'
import type { AccountUnread, ConversationHead, MessageView, Platform } from '@switchboard/protocol'
import { sql } from 'kysely'
import { insertRows, prepared, updateRows } from '../../db/bulk.ts'
import { answers, type Tx } from '../../db/database.ts'
import type { NewEvent } from '../../eventlog/append.ts'
import { accountView } from '../accounts/index.ts'
import { type Contact, type ContactBook, contactSummary, contactView } from '../contacts/index.ts'
import {
  atLeast,
  type Conversation,
  conversationHead,
  conversationId,
  conversationView,
  newCustomerConversation,
  unreadShare,
} from '../conversations/index.ts'
import { keepEdits, type MessageEdit } from './edits.ts'
import { lastMessageOf, type Message, messageView } from './message.ts'
import type { ParkingLot } from './parking-lot.ts'
import {
  identitiesIn,
  type LockedAccount,
  messagesIn,
  type ReceiveDeps,
  type ReceivedItem,
  readBatch,
} from './read-batch.ts'

/**
 * Everything a batch of facts may touch, loaded in a handful of statements, changed in memory in the order the facts
 * came, and written back in another handful: the cost of a batch does not depend on how many people it is about.
 *
 * Locks are taken in the order that every command keeps: accounts by id, which stand for their conversations too, and
 * last, by the log, the workspaces' counters.
 */
export class WorkingSet {
  readonly deps: ReceiveDeps
  readonly contacts: ContactBook
  readonly parked: ParkingLot
  readonly events: NewEvent[] = []
  readonly #accounts: LockedAccount[]
  readonly #conversations = new Map<string, Conversation>()
  readonly #byPair = new Map<string, Conversation>()
  readonly #shares = new Map<string, { conversations: number; messages: number }>()
  readonly #messages = new Map<string, Message>()
  readonly #created = { conversations: new Set<Conversation>(), messages: new Set<Message>() }
  readonly #changed = {
    accounts: new Set<LockedAccount>(),
    conversations: new Set<Conversation>(),
    messages: new Set<Message>(),
  }
  readonly unsent: Message[] = []
  readonly edits: MessageEdit[] = []

  private constructor(deps: ReceiveDeps, accounts: LockedAccount[], contacts: ContactBook, parked: ParkingLot) {
    this.deps = deps
    this.#accounts = accounts
    this.contacts = contacts
    this.parked = parked
  }

  static async load(deps: ReceiveDeps, tx: Tx, items: readonly ReceivedItem[]): Promise<WorkingSet> {
    const { accounts, known, contacts, conversations, messages, parked } = await readBatch(deps, tx, items)
    const set = new WorkingSet(deps, accounts, contacts, parked)
    for (const conversation of conversations) set.#hold(conversation)
    for (const message of messages) set.#keep(message)
    await set.#readUnsettled(tx, known)
    await set.#readSenders(tx)
    return set
  }

  account(platform: PlatformName, externalId: string): LockedAccount | null {
    return this.#accounts.find((account) => account.platform === platform && account.external_id === externalId) ?? null
  }

  /** The account itself, or all numbers of a WhatsApp Business Account. */
  accountsMeant(platform: PlatformName, externalId: string): LockedAccount[] {
    const mine = this.#accounts.filter((account) => account.platform === platform)
    const exact = mine.filter((account) => account.external_id === externalId)
    return exact.length > 0 ? exact : mine.filter((account) => account.parent_external_id === externalId)
  }

  message(account: LockedAccount, externalId: string): Message | null {
    return this.#messages.get(messageKey(account.id, externalId)) ?? null
  }

  messagesOf(conversation: Conversation): Message[] {
    return [...this.#messages.values()].filter((message) => message.conversation_id === conversation.id)
  }

  conversationOf(message: Message): Conversation {
    return this.#conversations.get(message.conversation_id)!
  }

  findConversation(account: LockedAccount, contact: Contact): Conversation | null {
    return this.#byPair.get(pairKey(account.id, contact.id)) ?? null
  }

  /** The contact a fact speaks of. Where two turn out to be one person, the one whose conversation goes on stays. */
  contact(account: LockedAccount, ref: ContactRef): Contact {
    const { contact, news } = this.contacts.resolve(
      account,
      ref,
      (known) => this.findConversation(account, known) !== null,
    )
    if (news) this.announceContact(account, contact)
    return contact
  }

  announceContact(account: LockedAccount, contact: Contact): void {
    const data = contactView(contact, this.contacts.identitiesOf(contact))
    this.#announce(account, null, { type: 'contact_updated', data })
  }

  openConversation(account: LockedAccount, contact: Contact, thread: string | null): Conversation {
    const existing = this.findConversation(account, contact)
    if (existing) return existing
    const participant = thread ?? this.contacts.identitiesOf(contact)[0]!.value
    const { workspace_id, platform, id: account_id, external_id } = account
    const id = conversationId(workspace_id, platform, external_id, participant)
    const given = { id, workspace_id, platform: platform as Platform, account_id, contact_id: contact.id }
    const now = this.deps.now()
    const conversation = newCustomerConversation(given, now)
    this.#hold(conversation)
    this.#created.conversations.add(conversation)
    const data = conversationView(this.deps.replyWindows, conversation, contactSummary(contact), now)
    this.#announce(account, conversation, { type: 'conversation_created', data })
    return conversation
  }

  addMessage(message: Message): void {
    this.#messages.set(messageKey(message.account_id!, message.platform_message_id!), message)
    this.#created.messages.add(message)
  }

  touchMessage(message: Message): void {
    this.#changed.messages.add(message)
  }

  /** The account was heard of: nothing that anybody is told, but the next start page says when. */
  noteActivity(account: LockedAccount): void {
    this.#changed.accounts.add(account)
  }

  accountById(id: string): LockedAccount {
    return this.#accounts.find((account) => account.id === id)!
  }

  touchAccount(account: LockedAccount): void {
    account.updated_at = this.deps.now()
    this.#changed.accounts.add(account)
  }

  /** Brings the account's counters in line with what has become of the conversation. */
  touchConversation(account: LockedAccount, conversation: Conversation): void {
    const before = this.#shares.get(conversation.id)!
    const after = unreadShare(conversation)
    account.unread_conversations += after.conversations - before.conversations
    account.unread_messages += after.messages - before.messages
    this.#shares.set(conversation.id, after)
    this.#changed.conversations.add(conversation)
    this.#changed.accounts.add(account)
  }

  /** An edit or unsend of the newest message changes how its conversation looks in the list. */
  refreshPreview(account: LockedAccount, message: Message): ConversationHead | null {
    const conversation = this.conversationOf(message)
    if (conversation.last_message?.id !== message.id) return null
    conversation.last_message = lastMessageOf(message)
    conversation.updated_at = atLeast(conversation.updated_at, this.deps.now())
    this.touchConversation(account, conversation)
    return conversationHead(this.deps.replyWindows, conversation, this.deps.now())
  }

  /** How far the newest message has got stands in the list, too. That dates the conversation no later: it is said once. */
  refreshStatus(message: Message): void {
    const conversation = this.conversationOf(message)
    if (conversation.last_message?.id !== message.id) return
    conversation.last_message = { ...conversation.last_message, status: message.status }
    this.#changed.conversations.add(conversation)
  }

  announceMessage(
    account: LockedAccount,
    type: 'new_message' | 'message_updated' | 'message_deleted',
    message: Message,
    conversation: ConversationHead | null,
  ): void {
    const account_unread = conversation && accountUnread(account)
    const data = { ...this.view(account, message), conversation, account_unread }
    this.#announce(account, this.conversationOf(message), { type, data })
  }

  announceStatus(account: LockedAccount, message: Message): void {
    const { id, conversation_id, status, error } = message
    const delivered_at = message.delivered_at?.toISOString() ?? null
    const read_at = message.read_at?.toISOString() ?? null
    const data = { id, conversation_id, status, error, delivered_at, read_at }
    this.#announce(account, this.conversationOf(message), { type: 'message_status_update', data })
  }

  announceAccount(account: LockedAccount): void {
    const data = { ...accountView(account), is_removed: false }
    this.#announce(account, null, { type: 'account_updated', data })
  }

  /** Messages that quoted one which is gone: changed in the database already, announced as they now are. */
  async announceQuotations(tx: Tx, ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return
    const { rows } = await sql<Message>`select * from messages where id = any(${ids}::uuid[]) order by id`.execute(tx)
    for (const message of rows) this.#keep(message)
    await this.#readSenders(tx)
    for (const message of rows)
      this.announceMessage(this.accountById(message.account_id!), 'message_updated', message, null)
  }

  view(account: LockedAccount, message: Message): MessageView {
    if (message.sender_kind === 'account') return messageView(message, account)
    const contact = message.sender_kind === 'contact' && message.sender_id ? this.contacts.get(message.sender_id) : null
    return messageView(message, { name: contact?.name ?? null, avatar_url: contact?.avatar_url ?? null })
  }

  async write(tx: Tx): Promise<void> {
    const { messages, conversations } = this.#created
    const old = <T>(changed: Set<T>, created: Set<T>) => [...changed].filter((row) => !created.has(row))
    // Sent in the order in which the rows refer to each other.
    await answers([
      this.contacts.write(tx),
      insertRows(tx, 'conversations', conversationColumns, [...conversations]),
      updateRows(tx, 'conversations', movingColumns, old(this.#changed.conversations, conversations)),
      insertRows(tx, 'messages', messageColumns, [...messages]),
      updateRows(tx, 'messages', changingColumns, old(this.#changed.messages, messages)),
      keepEdits(tx, this.edits),
      this.parked.write(tx),
      updateRows(tx, 'accounts', accountColumns, [...this.#changed.accounts]),
    ])
  }

  #announce(account: LockedAccount, conversation: Conversation | null, event: Pick<NewEvent, 'type' | 'data'>) {
    this.events.push({
      workspace_id: account.workspace_id,
      audiences: [`account:${account.id}`],
      conversation_id: conversation?.id ?? null,
      ...event,
    } as NewEvent)
  }

  #hold(conversation: Conversation) {
    this.#conversations.set(conversation.id, conversation)
    this.#shares.set(conversation.id, unreadShare(conversation))
    if (conversation.account_id && conversation.contact_id) {
      this.#byPair.set(pairKey(conversation.account_id, conversation.contact_id), conversation)
    }
  }

  // For receipts that say *everything up to here*: what they may still raise.
  async #readUnsettled(tx: Tx, known: readonly { account_id: string; fact: Fact }[]) {
    const conversations = known.flatMap(({ account_id, fact }) => {
      if (fact.kind !== 'receipt' || fact.covers.by === 'ids') return []
      const byContact = this.contacts
        .findAll(account_id, identitiesIn(fact))
        .map((c) => this.#byPair.get(pairKey(account_id, c.id)))
      const named = messagesIn(fact).map((id) => this.#messages.get(messageKey(account_id, id))?.conversation_id)
      return [...byContact.map((conversation) => conversation?.id), ...named].filter((id) => id !== undefined)
    })
    if (conversations.length === 0) return
    const { rows } = await sql<Message>`${prepared('read-unsettled')}
      select * from messages
      where conversation_id = any(${[...new Set(conversations)]}::uuid[]) and direction = 'outbound' and status <> 'read'
      order by sent_at, seq`.execute(tx)
    for (const message of rows) this.#keep(message)
  }

  // A message that is edited or reacted to is announced whole, with the name of whoever sent it.
  async #readSenders(tx: Tx) {
    const missing = new Set<string>()
    for (const { sender_kind, sender_id } of this.#messages.values()) {
      if (sender_kind === 'contact' && sender_id && !this.contacts.get(sender_id)) missing.add(sender_id)
    }
    if (missing.size === 0) return
    const { rows } = await sql<Contact>`
      select id, workspace_id, name, username, avatar_url, phone, preferences, profile_fetched_at, profile_version,
        merged_into_id, display_name, platform_name, email, language, fields, created_at, updated_at
      from contacts where id = any(${[...missing]}::uuid[])`.execute(tx)
    for (const contact of rows) this.contacts.add(contact)
  }

  #keep(message: Message) {
    const key = messageKey(message.account_id!, message.platform_message_id ?? message.id)
    if (!this.#messages.has(key)) this.#messages.set(key, message)
  }
}

export function accountUnread({ id, unread_conversations, unread_messages }: LockedAccount): AccountUnread {
  return { account_id: id, unread_conversations, unread_messages }
}

const pairKey = (accountId: string, contactId: string) => `${accountId} ${contactId}`
const messageKey = (accountId: string, externalId: string) => `${accountId} ${externalId}`

const accountColumns = {
  id: 'uuid',
  status: 'text',
  status_reason: 'text',
  unread_conversations: 'integer',
  unread_messages: 'integer',
  last_event_at: 'timestamptz',
  updated_at: 'timestamptz',
} as const

const movingColumns = {
  id: 'uuid',
  last_seq: 'bigint',
  last_message: 'jsonb',
  last_message_at: 'timestamptz',
  sort_at: 'timestamptz',
  unread_count: 'integer',
  last_inbound_at: 'timestamptz',
  delivered_watermark: 'timestamptz',
  read_watermark: 'timestamptz',
  is_archived: 'boolean',
  updated_at: 'timestamptz',
} as const

const conversationColumns = {
  ...movingColumns,
  workspace_id: 'uuid',
  platform: 'text',
  kind: 'text',
  account_id: 'uuid',
  contact_id: 'uuid',
  created_at: 'timestamptz',
} as const

const changingColumns = {
  id: 'uuid',
  text: 'text',
  attachments: 'jsonb',
  reply_to: 'jsonb',
  reactions: 'jsonb',
  payload: 'jsonb',
  status: 'text',
  error: 'jsonb',
  edit_number: 'integer',
  delivered_at: 'timestamptz',
  read_at: 'timestamptz',
  edited_at: 'timestamptz',
  deleted_at: 'timestamptz',
} as const

const messageColumns = {
  ...changingColumns,
  workspace_id: 'uuid',
  conversation_id: 'uuid',
  account_id: 'uuid',
  seq: 'bigint',
  platform: 'text',
  direction: 'text',
  sender_kind: 'text',
  sender_id: 'uuid',
  type: 'text',
  platform_message_id: 'text',
  sent_at: 'timestamptz',
  received_at: 'timestamptz',
} as const
