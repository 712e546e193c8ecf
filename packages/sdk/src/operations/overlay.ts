import type { AccountView, ConversationChange, ConversationView, MessageView, NoteView } from '@switchboard/protocol'
import { canBeUnread } from '../reduce.ts'
import { emptyThread, type InboxState, type Notes, type Thread } from '../state.ts'
import type { Operation } from './operation.ts'
import { type AskedChange, type ChangedNote, kindOf } from './operation-kinds.ts'

/**
 * What a screen shows: the store's state with pending operations laid over it. The state itself never knows of them, so
 * that to take one back is to leave it out. What no operation touches is the store's own, and what one touches keeps its
 * identity as long as neither it nor its operations change.
 */
export class Overlay {
  #made = new Map<string, Made>()
  #used = new Map<string, Made>()

  lay(base: InboxState, operations: readonly Operation[]): InboxState {
    const shown = operations.filter(isShown)
    if (shown.length === 0) return base
    this.#used = new Map()
    const { conversations, threads, accounts } = this.#conversations(base, shown)
    const tables = {
      conversations: this.#table('conversations', base.conversations, conversations),
      threads: this.#table('threads', base.threads, threads),
      accounts: this.#table('accounts', base.accounts, accounts),
      notes: this.#table('notes', base.notes, this.#notes(base, shown)),
    }
    const isBase = tablesOf(tables).every((table, i) => table === tablesOf(base)[i])
    const result = this.#remember('state', [base, ...tablesOf(tables)], () => (isBase ? base : { ...base, ...tables }))
    this.#made = this.#used
    return result
  }

  #conversations(base: InboxState, shown: readonly Operation[]) {
    const conversations = new Map<string, ConversationView>()
    const threads = new Map<string, Thread>()
    const shares = new Map<string, Share>()
    for (const [id, changes] of changesById(shown)) {
      const conversation = base.conversations.get(id)
      if (!conversation) continue
      const thread = base.threads.get(id) ?? emptyThread
      const inputs = [conversation, thread, ...changes.map(({ by }) => by.payload)]
      const after = this.#remember(`conversation ${id}`, inputs, () => changed(conversation, thread, changes))
      if (after.conversation !== conversation) conversations.set(id, after.conversation)
      if (after.thread !== thread) threads.set(id, after.thread)
      addShare(shares, conversation, -1)
      addShare(shares, after.conversation, 1)
    }
    return { conversations, threads, accounts: this.#accounts(base, shares) }
  }

  #accounts(base: InboxState, shares: ReadonlyMap<string, Share>): Map<string, AccountView> {
    const accounts = new Map<string, AccountView>()
    for (const [id, { conversations, messages }] of shares) {
      const account = base.accounts.get(id)
      if (!account || (conversations === 0 && messages === 0)) continue
      const counted = this.#remember(`account ${id}`, [account, conversations, messages], () => ({
        ...account,
        unread_conversations: Math.max(0, account.unread_conversations + conversations),
        unread_messages: Math.max(0, account.unread_messages + messages),
      }))
      accounts.set(id, counted)
    }
    return accounts
  }

  #notes(base: InboxState, shown: readonly Operation[]): Map<string, Notes> {
    const byContact = Map.groupBy(shown.flatMap(notesOf), ({ note }) => note.contact_id)
    const notes = new Map<string, Notes>()
    for (const [id, changes] of byContact) {
      const held = base.notes.get(id)
      if (!held) continue
      const after = this.#remember(`notes ${id}`, [held, ...changes.map(({ by }) => by.payload)], () => {
        const items = changes.reduce((all, { by, note }) => withNote(base, all, note, by.created_at), held.items)
        return items === held.items ? held : { ...held, items }
      })
      if (after !== held) notes.set(id, after)
    }
    return notes
  }

  #table<V>(name: string, base: ReadonlyMap<string, V>, rows: ReadonlyMap<string, V>): ReadonlyMap<string, V> {
    if (rows.size === 0) return base
    return this.#remember(`table ${name}`, [base, ...[...rows].flat()], () => new Map([...base, ...rows]))
  }

  /** What was made of the same things last time; forgotten where nobody asks for it once. */
  #remember<T>(key: string, inputs: readonly unknown[], make: () => T): T {
    const earlier = this.#made.get(key)
    const isSame = earlier?.inputs.length === inputs.length && inputs.every((input, i) => input === earlier.inputs[i])
    const made = isSame ? earlier : { inputs, result: make() }
    this.#used.set(key, made)
    return made.result as T
  }
}

type Tables = Pick<InboxState, 'conversations' | 'threads' | 'accounts' | 'notes'>

function tablesOf({ conversations, threads, accounts, notes }: Tables) {
  return [conversations, threads, accounts, notes]
}

interface Made {
  readonly inputs: readonly unknown[]
  readonly result: unknown
}

interface Share {
  conversations: number
  messages: number
}

/** What the server has refused is not so; what somebody wrote is kept before their eyes all the same. */
function isShown({ state, kind }: Operation): boolean {
  return state !== 'needs_attention' || kindOf(kind).staysShown === true
}

type Caused<T> = T & { readonly by: Operation }

function changesById(shown: readonly Operation[]): Map<string, Caused<AskedChange>[]> {
  const changes = shown.flatMap((by) =>
    (kindOf(by.kind).changes?.(by.payload) ?? []).map((asked) => ({ ...asked, by })),
  )
  return Map.groupBy(changes, ({ conversation_id }) => conversation_id)
}

function notesOf(by: Operation): Caused<{ note: ChangedNote }>[] {
  const note = kindOf(by.kind).note?.(by.payload)
  return note ? [{ note, by }] : []
}

/** As the server does it: what is read, then what is unread again, then the rest. */
function changed(
  conversation: ConversationView,
  thread: Thread,
  changes: readonly Caused<AskedChange>[],
): { conversation: ConversationView; thread: Thread } {
  let result = { conversation, thread }
  for (const { change, by } of changes) {
    result = markedUnread(markedRead(result, change, by.created_at), change)
    result = { ...result, conversation: withChange(result.conversation, change) }
  }
  return result
}

type Both = { conversation: ConversationView; thread: Thread }

function markedRead({ conversation, thread }: Both, change: ConversationChange, read_at: string): Both {
  const upTo = change.read ? Number.POSITIVE_INFINITY : change.read_up_to_seq
  if (upTo === undefined || conversation.unread_count === 0) return { conversation, thread }
  const isCovered = (message: MessageView) => isUnread(message) && message.seq <= upTo
  const messages = replaceWhere(thread.messages, isCovered, (message) => ({ ...message, read_at }))
  // What is not held lies before what is, and so is covered too.
  const last = conversation.last_message?.seq ?? 0
  const left = messages.length === 0 && last > upTo ? conversation.unread_count : messages.filter(isUnread).length
  const unread_count = Math.min(conversation.unread_count, left)
  return { conversation: withFields(conversation, { unread_count }), thread: withMessages(thread, messages) }
}

function markedUnread({ conversation, thread }: Both, change: ConversationChange): Both {
  const from = change.unread_from_seq ?? (change.unread ? newestSeq(thread) : undefined)
  if (from === undefined) return { conversation, thread }
  const isCovered = (message: MessageView) => from !== null && message.read_at !== null && canBeUnread(message, from)
  const again = thread.messages.filter(isCovered).length
  const messages = replaceWhere(thread.messages, isCovered, (message) => ({ ...message, read_at: null }))
  // Nothing of the thread is held: something in it is unread.
  const isUnknown = thread.messages.length === 0 && conversation.last_message !== null
  const unread_count = isUnknown ? Math.max(1, conversation.unread_count) : conversation.unread_count + again
  return { conversation: withFields(conversation, { unread_count }), thread: withMessages(thread, messages) }
}

function newestSeq({ messages }: Thread): number | null {
  const seqs = messages.filter((message) => canBeUnread(message, 0)).map(({ seq }) => seq)
  return seqs.length > 0 ? Math.max(...seqs) : null
}

function withChange(conversation: ConversationView, change: ConversationChange): ConversationView {
  const { is_archived = conversation.is_archived, assignee_id = conversation.assignee_id } = change
  const { add_labels: add = [], remove_labels: remove = [] } = change
  const kept = conversation.labels.filter((id) => add.includes(id) || !remove.includes(id))
  const labels = [...kept, ...add.filter((id) => !kept.includes(id))]
  const isSame = labels.length === conversation.labels.length && labels.every((id) => conversation.labels.includes(id))
  return withFields(conversation, { is_archived, assignee_id, labels: isSame ? conversation.labels : labels })
}

function withFields(conversation: ConversationView, fields: Partial<ConversationView>): ConversationView {
  const isSame = Object.entries(fields).every(([name, value]) => conversation[name as keyof ConversationView] === value)
  return isSame ? conversation : { ...conversation, ...fields }
}

function withMessages(thread: Thread, messages: readonly MessageView[]): Thread {
  return messages === thread.messages ? thread : { ...thread, messages }
}

function replaceWhere<T>(items: readonly T[], isMeant: (item: T) => boolean, replace: (item: T) => T): readonly T[] {
  return items.some(isMeant) ? items.map((item) => (isMeant(item) ? replace(item) : item)) : items
}

function isUnread({ direction, read_at }: MessageView): boolean {
  return direction === 'inbound' && read_at === null
}

function addShare(shares: Map<string, Share>, conversation: ConversationView, sign: 1 | -1): void {
  const { account_id, is_archived, unread_count } = conversation
  if (account_id === null) return
  const share = shares.get(account_id) ?? { conversations: 0, messages: 0 }
  shares.set(account_id, share)
  if (is_archived || unread_count === 0) return
  share.conversations += sign
  share.messages += sign * unread_count
}

function withNote(
  { me }: InboxState,
  items: readonly NoteView[],
  { id, contact_id, text, isNew }: ChangedNote,
  created_at: string,
): readonly NoteView[] {
  const held = items.find((note) => note.id === id)
  if (text === null) return held ? items.filter((note) => note !== held) : items
  if (held) return held.text === text ? items : items.map((note) => (note === held ? { ...held, text } : note))
  if (!isNew) return items
  const at = items.findIndex((note) => note.id < id)
  const times = { created_at, updated_at: created_at }
  const note = { id, workspace_id: me.workspace_id, contact_id, author_id: me.id, text, ...times }
  return items.toSpliced(at === -1 ? items.length : at, 0, note)
}
