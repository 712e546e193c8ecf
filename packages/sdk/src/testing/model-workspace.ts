import type {
  AccountView,
  ContactSummary,
  ConversationChange,
  ConversationHead,
  ConversationView,
  ConversationWithMessages,
  EventData,
  EventType,
  LabelView,
  LogEvent,
  MemberView,
  MessagePage,
  MessageQuery,
  MessageView,
  NoteView,
  Page,
  SavedView,
  Snapshot,
} from '@switchboard/protocol'
import type { Change } from './any-change.ts'

export interface Window {
  conversations_limit: number
  messages_limit: number
}

const rank = { received: 0, sending: 1, sent: 2, failed: 3, delivered: 4, read: 5 }

/**
 * A workspace in memory that keeps the server's promises: every change is in the log, events carry absolute values, and
 * a snapshot is what the log adds up to. Written apart from the reducer, so that the two can disagree.
 */
export class ModelWorkspace {
  readonly log: LogEvent[] = []
  readonly id = 'w1'
  #now = Date.UTC(2026, 10, 1)
  readonly #members = new Map<string, MemberView>()
  readonly #accounts = new Map<string, AccountView>()
  readonly #labels = new Map<string, LabelView>()
  readonly #views = new Map<string, SavedView>()
  readonly #notes = new Map<string, NoteView>()
  readonly #contacts = new Map<string, ContactSummary & { updated_at: string }>()
  readonly #conversations = new Map<string, ConversationView>()
  readonly #messages = new Map<string, MessageView[]>()

  constructor() {
    for (const n of [0, 1, 2]) {
      this.#members.set(`m${n}`, this.#member(n))
      this.#accounts.set(`a${n}`, this.#account(n))
    }
    for (let n = 0; n < 12; n++) {
      const contact = { id: `p${n}`, name: `Person ${n}`, username: null, avatar_url: null, phone: null }
      this.#contacts.set(contact.id, { ...contact, updated_at: this.#time() })
    }
  }

  /** How far the log has grown. */
  get head(): number {
    return this.log.length
  }

  change(change: Change): void {
    this.#now += change.kind.length % 3 // sometimes no time passes at all
    const effect = this.#effects[change.kind] as (change: Change) => void
    effect(change)
  }

  readonly #effects: { [K in Change['kind']]: (change: Extract<Change, { kind: K }>) => void } = {
    message: (change) => this.#addMessage(change),
    edit: ({ message }) => this.#edit(this.#anyMessage(message)),
    unsend: ({ message }) => this.#unsend(this.#anyMessage(message)),
    receipt: ({ message, status }) => this.#raise(this.#anyMessage(message), status),
    read_up_to: ({ conversation, seq }) => this.#readUpTo(this.#anyConversation(conversation), seq),
    read_some: ({ messages }) => {
      this.#readSome(messages.map((n) => this.#anyMessage(n)).filter((message) => message !== undefined))
    },
    archive: ({ conversation, is_archived }) => this.#archive(this.#anyConversation(conversation), is_archived),
    rename_contact: ({ contact }) => this.#renameContact(`p${contact}`),
    rename_account: ({ account }) => this.#renameAccount(`a${account}`),
    remove_account: ({ account }) => this.#removeAccount(`a${account}`),
    change_member: ({ member, is_removed }) => this.#changeMember(`m${member}`, is_removed),
    unread: ({ conversation, seq }) => this.#unread(this.#anyConversation(conversation), seq),
    assign: ({ conversation, member }) =>
      this.#command(this.#anyConversation(conversation), (each) => {
        each.assignee_id = member === null ? null : `m${member}`
      }),
    relabel: ({ conversation, label, is_on }) => this.#relabel(this.#anyConversation(conversation), `l${label}`, is_on),
    label: ({ label, is_removed }) => this.#label(`l${label}`, is_removed),
    saved_view: (change) => this.#savedView(change),
    note: ({ contact, note, is_removed }) => this.#note(`p${contact}`, `n${note}`, is_removed),
  }

  snapshot({ conversations_limit, messages_limit }: Window): Snapshot {
    const conversations = this.listConversations({ limit: conversations_limit })
    return structuredClone({
      cursor: this.cursor(),
      at: this.#time(),
      workspace: {
        id: this.id,
        name: 'Model',
        language: 'en',
        time_zone: 'UTC',
        is_sandbox: true,
        created_at: new Date(0).toISOString(),
      },
      me: this.#members.get('m0') ?? this.#member(0),
      members: [...this.#members.values()],
      accounts: [...this.#accounts.values()],
      labels: [...this.#labels.values()],
      saved_views: [...this.#views.values()].filter(isSeen),
      conversations,
      messages: conversations.items.flatMap(
        ({ id }) => this.listMessages({ conversation_id: id, limit: messages_limit }).items,
      ),
    })
  }

  cursor(position = this.head): string {
    return `c${String(position).padStart(6, '0')}`
  }

  listConversations({ limit = 50, cursor }: { limit?: number; cursor?: string }): Page<ConversationView> {
    const key = ({ last_message_at, created_at, id }: ConversationView) => `${last_message_at ?? created_at} ${id}`
    return this.#page(
      [...this.#conversations.values()].map((item) => this.#withContact(item)),
      key,
      limit,
      cursor,
    )
  }

  listMessages(query: Pick<MessageQuery, 'conversation_id' | 'limit' | 'cursor' | 'around'>): MessagePage {
    const { limit = 50, cursor, around } = query
    const key = ({ sent_at, seq }: MessageView) => `${sent_at} ${String(seq).padStart(6, '0')}`
    const all = (this.#messages.get(query.conversation_id ?? '') ?? [])
      .map((item) => this.#withSender(item))
      .sort((a, b) => (key(a) < key(b) ? 1 : -1))
    const [from, to] = span()
    const items = all.slice(from, to)
    const [newest, oldest] = [items[0], items.at(-1)]
    return structuredClone({
      items,
      next_cursor: to < all.length && oldest ? key(oldest) : null,
      prev_cursor: from > 0 && newest ? `>${key(newest)}` : null,
    })

    function span(): [from: number, to: number] {
      if (around !== undefined) {
        const at = all.findIndex(({ id }) => id === around)
        const start = Math.max(0, at - Math.floor(limit / 2))
        return at === -1 ? [0, 0] : [start, at + limit - Math.floor(limit / 2)]
      }
      if (cursor?.startsWith('>')) {
        const end = all.findIndex((item) => key(item) <= cursor.slice(1))
        return [Math.max(0, end - limit), end]
      }
      const start = cursor === undefined ? 0 : all.findIndex((item) => key(item) < cursor)
      return start === -1 ? [all.length, all.length] : [start, start + limit]
    }
  }

  getConversation(id: string, limit: number): ConversationWithMessages | null {
    const conversation = this.#conversations.get(id)
    if (!conversation) return null
    return structuredClone({
      ...this.#withContact(conversation),
      messages: this.listMessages({ conversation_id: id, limit }),
    })
  }

  get conversationIds(): string[] {
    return [...this.#conversations.keys()]
  }

  /** What a member does to a conversation: one event, or none where it changes nothing. Each is later than the last. */
  command(id: string, change: ConversationChange): ConversationView | null {
    const conversation = this.#conversations.get(id)
    if (!conversation) return null
    const upTo = change.read ? Number.POSITIVE_INFINITY : (change.read_up_to_seq ?? 0)
    const inbound = this.#messages.get(id)!.filter(({ direction }) => direction === 'inbound')
    const newest = inbound.at(-1)?.seq ?? Number.POSITIVE_INFINITY
    const from = change.unread_from_seq ?? (change.unread ? newest : Number.POSITIVE_INFINITY)
    const read = inbound.filter((message) => message.read_at === null && message.seq <= upTo)
    for (const message of read) message.read_at = this.#time()
    const unread = inbound.filter((message) => message.read_at !== null && message.seq >= from)
    for (const message of unread) message.read_at = null
    const { is_archived = conversation.is_archived, assignee_id = conversation.assignee_id } = change
    const kept = conversation.labels.filter((label) => !change.remove_labels?.includes(label))
    const labels = [...new Set([...kept, ...(change.add_labels ?? [])])]
    const unread_count = conversation.unread_count - read.length + unread.length
    const next = { is_archived, assignee_id, labels, unread_count }
    const isSame = read.length + unread.length === 0 && isEqual(next, conversation)
    if (isSame) return this.#withContact(conversation)
    this.#now += 1
    this.#recount(conversation, () => Object.assign(conversation, next))
    const last = read.at(-1)
    this.#append('conversation_updated', id, {
      ...this.#withContact(conversation),
      read: last ? { up_to_seq: last.seq, message_ids: [], read_at: this.#time() } : null,
      unread_from_seq: unread[0]?.seq ?? null,
      account_unread: this.#touched(conversation).account_unread,
    })
    return this.#withContact(conversation)
  }

  /** Null removes it. */
  writeNote(contact_id: string, id: string, text: string | null): NoteView {
    this.#now += 1
    return this.#put(contact_id, id, text)
  }

  /** By the newest id, as the server lists them. */
  listNotes(contact_id: string, { limit = 50, cursor }: { limit?: number; cursor?: string } = {}): Page<NoteView> {
    const notes = [...this.#notes.values()].filter((note) => note.contact_id === contact_id)
    return this.#page(notes, ({ id }) => id, limit, cursor)
  }

  #page<T>(all: T[], key: (item: T) => string, limit: number, cursor = '~'): Page<T> {
    const rest = all.filter((item) => key(item) < cursor).sort((a, b) => (key(a) < key(b) ? 1 : -1))
    const items = rest.slice(0, limit)
    const last = items.at(-1)
    return structuredClone({ items, next_cursor: rest.length > limit && last ? key(last) : null })
  }

  #time(minutesAgo = 0): string {
    return new Date(this.#now - minutesAgo * 60_000).toISOString()
  }

  #append<T extends EventType>(type: T, conversation_id: string | null, data: EventData<T>): void {
    const event = { id: `e${this.head + 1}`, type, at: this.#time(), conversation_id, data }
    this.log.push(structuredClone(event) as LogEvent)
  }

  #anyMessage(n: number): MessageView | undefined {
    return pick([...this.#messages.values()].flat(), n)
  }

  #anyConversation(n: number): ConversationView | undefined {
    return pick([...this.#conversations.values()], n)
  }

  #addMessage({ contact, account, is_outbound, minutes_ago }: Extract<Change, { kind: 'message' }>): void {
    const account_id = `a${account}`
    if (!this.#accounts.has(account_id)) return
    const conversation = this.#open(account_id, `p${contact}`)
    const thread = this.#messages.get(conversation.id)!
    const seq = thread.length + 1
    const message: MessageView = {
      id: `${conversation.id}-${seq}`,
      conversation_id: conversation.id,
      seq,
      platform: 'whatsapp',
      direction: is_outbound ? 'outbound' : 'inbound',
      sender: {
        kind: is_outbound ? 'account' : 'contact',
        id: is_outbound ? account_id : `p${contact}`,
        name: null,
        avatar_url: null,
      },
      type: 'text',
      text: `text ${seq}`,
      attachments: [],
      reply_to: null,
      reactions: [],
      payload: null,
      status: is_outbound ? 'sending' : 'received',
      error: null,
      moderation_status: null,
      client_id: null,
      platform_message_id: null,
      sent_at: this.#time(minutes_ago),
      received_at: this.#time(),
      delivered_at: null,
      read_at: null,
      edited_at: null,
      deleted_at: null,
    }
    thread.push(message)
    this.#recount(conversation, () => {
      if (!is_outbound) conversation.unread_count++
      if (!is_outbound) conversation.is_archived = false
      this.#setLast(conversation)
    })
    this.#append('new_message', conversation.id, { ...this.#withSender(message), ...this.#touched(conversation) })
  }

  #open(account_id: string, contactId: string): ConversationView {
    const id = `${account_id}-${contactId}`
    const existing = this.#conversations.get(id)
    if (existing) return existing
    const conversation: ConversationView = {
      id,
      workspace_id: this.id,
      platform: 'whatsapp',
      account_id,
      kind: 'customer',
      contact: summary(this.#contacts.get(contactId)!),
      members: [],
      last_message: null,
      last_message_at: null,
      unread_count: 0,
      is_archived: false,
      assignee_id: null,
      labels: [],
      reply_policy: { state: 'open', expires_at: null, reason: null },
      created_at: this.#time(),
      updated_at: this.#time(),
    }
    this.#conversations.set(id, conversation)
    this.#messages.set(id, [])
    this.#append('conversation_created', id, conversation)
    return conversation
  }

  #edit(message: MessageView | undefined): void {
    if (!message || message.deleted_at) return
    message.text = `edited ${this.head}`
    message.edited_at = this.#time()
    this.#announce('message_updated', message)
  }

  #unsend(message: MessageView | undefined): void {
    if (!message || message.deleted_at) return
    Object.assign(message, { text: null, deleted_at: this.#time() })
    this.#announce('message_deleted', message)
  }

  #announce(type: 'message_updated' | 'message_deleted', message: MessageView): void {
    const conversation = this.#conversations.get(message.conversation_id)!
    const isLast = conversation.last_message?.id === message.id
    if (isLast) this.#recount(conversation, () => this.#setLast(conversation))
    const touched = isLast ? this.#touched(conversation) : { conversation: null, account_unread: null }
    this.#append(type, message.conversation_id, { ...this.#withSender(message), ...touched })
  }

  #raise(message: MessageView | undefined, status: 'sent' | 'delivered' | 'read' | 'failed'): void {
    if (!message || message.direction === 'inbound') return
    const isFirstArrival = message.delivered_at === null && (status === 'delivered' || status === 'read')
    const rises = rank[status] > rank[message.status]
    if (!rises && !isFirstArrival) return
    if (isFirstArrival) message.delivered_at = this.#time()
    if (rises && status === 'read') message.read_at = this.#time()
    if (rises) message.status = status
    if (rises) message.error = status === 'failed' ? { code: 'refused', message: 'no' } : null
    const { id, conversation_id, error, delivered_at, read_at } = message
    const conversation = this.#conversations.get(conversation_id)!
    if (conversation.last_message?.id === id) {
      conversation.last_message = { ...conversation.last_message, status: message.status } // dates nothing anew
    }
    const data = { id, conversation_id, status: message.status, error, delivered_at, read_at }
    this.#append('message_status_update', conversation_id, data)
  }

  #readUpTo(conversation: ConversationView | undefined, seq: number): void {
    if (!conversation) return
    const isCovered = (message: MessageView) => seq === 0 || message.seq <= seq
    // As far as it really went: a mark must not cover what comes later.
    const last = this.#messages.get(conversation.id)!.findLast((message) => isUnread(message) && isCovered(message))
    this.#read(conversation, { up_to_seq: last?.seq ?? 0, message_ids: [] }, isCovered)
  }

  #readSome(messages: MessageView[]): void {
    for (const [id, group] of Map.groupBy(messages, (message) => message.conversation_id)) {
      const message_ids = group.map((message) => message.id)
      const mark = { up_to_seq: null, message_ids }
      this.#read(this.#conversations.get(id)!, mark, (message) => message_ids.includes(message.id))
    }
  }

  #read(
    conversation: ConversationView,
    mark: { up_to_seq: number | null; message_ids: string[] },
    isCovered: (message: MessageView) => boolean,
  ): void {
    const read_at = this.#time()
    const unread = this.#messages.get(conversation.id)!.filter((message) => isUnread(message) && isCovered(message))
    if (unread.length === 0) return
    for (const message of unread) message.read_at = read_at
    this.#recount(conversation, () => {
      conversation.unread_count -= unread.length
    })
    const { account_unread } = this.#touched(conversation)
    const read = { ...mark, read_at }
    const data = { ...this.#withContact(conversation), read, unread_from_seq: null, account_unread }
    this.#append('conversation_updated', conversation.id, data)
  }

  #archive(conversation: ConversationView | undefined, isArchived: boolean): void {
    if (!conversation || conversation.is_archived === isArchived) return
    this.#recount(conversation, () => {
      conversation.is_archived = isArchived
    })
    const { account_unread } = this.#touched(conversation)
    this.#append('conversation_updated', conversation.id, {
      ...this.#withContact(conversation),
      read: null,
      unread_from_seq: null,
      account_unread,
    })
  }

  #unread(conversation: ConversationView | undefined, fromSeq: number): void {
    if (!conversation) return
    const inbound = this.#messages.get(conversation.id)!.filter(({ direction }) => direction === 'inbound')
    const from = fromSeq === 0 ? (inbound.at(-1)?.seq ?? 0) : fromSeq
    const changed = inbound.filter(({ seq, read_at }) => seq >= from && read_at !== null)
    if (changed.length === 0) return
    for (const message of changed) message.read_at = null
    this.#command(
      conversation,
      (each) => {
        each.unread_count += changed.length
      },
      changed[0]!.seq,
    )
  }

  #relabel(conversation: ConversationView | undefined, label: string, isOn: boolean): void {
    if (isOn && !this.#labels.has(label)) return
    this.#command(conversation, (each) => {
      each.labels = [...each.labels.filter((id) => id !== label), ...(isOn ? [label] : [])]
    })
  }

  #command(
    conversation: ConversationView | undefined,
    change: (conversation: ConversationView) => void,
    unread_from_seq: number | null = null,
  ): void {
    if (!conversation) return
    this.#recount(conversation, () => change(conversation))
    const { account_unread } = this.#touched(conversation)
    const data = { ...this.#withContact(conversation), read: null, unread_from_seq, account_unread }
    this.#append('conversation_updated', conversation.id, data)
  }

  /** No conversation says that it has lost a label. */
  #label(id: string, is_removed: boolean): void {
    const known = this.#labels.get(id)
    if (is_removed && !known) return
    const { created_at } = known ?? { created_at: this.#time() }
    const label: LabelView = {
      id,
      workspace_id: this.id,
      name: `Label ${this.head}`,
      color: 'blue',
      created_at,
      updated_at: this.#time(),
    }
    if (is_removed) this.#labels.delete(id)
    else this.#labels.set(id, label)
    if (is_removed) {
      for (const conversation of this.#conversations.values()) {
        conversation.labels = conversation.labels.filter((other) => other !== id)
      }
    }
    this.#append('label_updated', null, { ...label, is_removed })
  }

  /** Told as it is to member 0: others' own views not at all, and one that becomes their owner's own as gone. */
  #savedView({ view, member, is_shared, is_removed }: Extract<Change, { kind: 'saved_view' }>): void {
    const id = `v${view}`
    const known = this.#views.get(id)
    if (is_removed && !known) return
    const saved: SavedView = {
      id,
      workspace_id: this.id,
      name: `View ${this.head}`,
      filter: { unread: true },
      is_shared,
      owner_id: known?.owner_id ?? `m${member}`,
      position: view,
      created_at: known?.created_at ?? this.#time(),
      updated_at: this.#time(),
    }
    if (is_removed) this.#views.delete(id)
    else this.#views.set(id, saved)
    const [wasSeen, isNowSeen] = [known !== undefined && isSeen(known), !is_removed && isSeen(saved)]
    if (wasSeen || isNowSeen) this.#append('saved_view_updated', null, { ...saved, is_removed: !isNowSeen })
  }

  #note(contact_id: string, note: string, is_removed: boolean): void {
    const id = `${note}-${contact_id}`
    if (is_removed && !this.#notes.has(id)) return
    this.#put(contact_id, id, is_removed ? null : `note ${this.head}`)
  }

  #put(contact_id: string, id: string, text: string | null): NoteView {
    const note: NoteView = {
      id,
      workspace_id: this.id,
      contact_id,
      author_id: 'm0',
      text: text ?? '',
      created_at: this.#notes.get(id)?.created_at ?? this.#time(),
      updated_at: this.#time(),
    }
    if (text === null) this.#notes.delete(id)
    else this.#notes.set(id, note)
    this.#append('note_updated', null, { ...note, is_removed: text === null })
    return note
  }

  #renameContact(id: string): void {
    const contact = this.#contacts.get(id)!
    contact.name = `Renamed ${this.head}`
    contact.updated_at = this.#time()
    this.#append('contact_updated', null, {
      ...contact,
      workspace_id: this.id,
      display_name: null,
      email: null,
      language: null,
      fields: [],
      identities: [],
    })
  }

  #renameAccount(id: string): void {
    const account = this.#accounts.get(id)
    if (!account) return
    account.name = `Account ${this.head}`
    account.updated_at = this.#time()
    this.#append('account_updated', null, { ...account, is_removed: false })
  }

  #removeAccount(id: string): void {
    const account = this.#accounts.get(id)
    if (!account || this.#accounts.size === 1) return
    this.#accounts.delete(id)
    for (const conversation of this.#conversations.values()) {
      if (conversation.account_id !== id) continue
      this.#conversations.delete(conversation.id)
      this.#messages.delete(conversation.id)
    }
    this.#append('account_updated', null, { ...account, is_removed: true })
  }

  #changeMember(id: string, isRemoved: boolean): void {
    const member = this.#members.get(id)
    if (!member || (isRemoved && id === 'm0')) return
    Object.assign(member, { name: `Member ${this.head}`, is_removed: isRemoved, updated_at: this.#time() })
    if (isRemoved) this.#members.delete(id)
    this.#append('member_updated', null, member)
  }

  #recount(conversation: ConversationView, change: () => void): void {
    const account = this.#accounts.get(conversation.account_id!)!
    const share = () => (conversation.is_archived ? 0 : conversation.unread_count)
    const before = share()
    change()
    account.unread_messages += share() - before
    account.unread_conversations += Number(share() > 0) - Number(before > 0)
    conversation.updated_at = this.#time()
  }

  #setLast(conversation: ConversationView): void {
    const last = this.listMessages({ conversation_id: conversation.id, limit: 1 }).items[0]!
    const { id, seq, type, direction, status, sent_at, text } = last
    conversation.last_message = { id, seq, type, preview: text ?? '', direction, status, sent_at }
    conversation.last_message_at = sent_at
  }

  #touched(conversation: ConversationView): {
    conversation: ConversationHead
    account_unread: EventData<'new_message'>['account_unread']
  } {
    const { id, last_message, last_message_at, unread_count, is_archived, reply_policy, updated_at } = conversation
    const { unread_conversations, unread_messages } = this.#accounts.get(conversation.account_id!)!
    return {
      conversation: { id, last_message, last_message_at, unread_count, is_archived, reply_policy, updated_at },
      account_unread: { account_id: conversation.account_id!, unread_conversations, unread_messages },
    }
  }

  #withContact(conversation: ConversationView): ConversationView {
    return { ...conversation, contact: summary(this.#contacts.get(conversation.contact!.id)!) }
  }

  #withSender(message: MessageView): MessageView {
    const { kind, id } = message.sender
    const named = kind === 'account' ? this.#accounts.get(id!) : this.#contacts.get(id!)
    return { ...message, sender: { kind, id, name: named?.name ?? null, avatar_url: named?.avatar_url ?? null } }
  }

  #member(n: number): MemberView {
    return {
      id: `m${n}`,
      workspace_id: this.id,
      user_id: `u${n}`,
      name: `Member ${n}`,
      email: null,
      avatar_url: null,
      role: 'agent',
      permissions: ['inbox.view'],
      is_disabled: false,
      is_removed: false,
      created_at: this.#time(),
      updated_at: this.#time(),
    }
  }

  #account(n: number): AccountView {
    return {
      id: `a${n}`,
      workspace_id: this.id,
      platform: 'whatsapp',
      external_id: `x${n}`,
      name: `Account ${n}`,
      username: null,
      avatar_url: null,
      status: 'connected',
      status_reason: null,
      unread_conversations: 0,
      unread_messages: 0,
      created_at: this.#time(),
      updated_at: this.#time(),
    }
  }
}

function summary({ id, name, username, avatar_url, phone }: ContactSummary): ContactSummary {
  return { id, name, username, avatar_url, phone }
}

function isSeen({ is_shared, owner_id }: SavedView): boolean {
  return is_shared || owner_id === 'm0'
}

type Changing = Pick<ConversationView, 'is_archived' | 'assignee_id' | 'labels' | 'unread_count'>

function isEqual(a: Changing, b: Changing): boolean {
  const { is_archived, assignee_id, unread_count } = b
  const isSame = a.is_archived === is_archived && a.assignee_id === assignee_id && a.unread_count === unread_count
  return isSame && a.labels.toSorted().join() === b.labels.toSorted().join()
}

function isUnread({ direction, read_at }: MessageView): boolean {
  return direction === 'inbound' && read_at === null
}

function pick<T>(items: readonly T[], n: number): T | undefined {
  return items[n % Math.max(1, items.length)]
}
