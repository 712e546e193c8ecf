import type { ConversationView, MessageView } from '@switchboard/protocol'
import { emptyThread, type InboxState, indexFor, type MessagePart, type Segment, type Thread } from './state.ts'
import { Table } from './table.ts'

type Mutable<T> = { -readonly [K in keyof T]: T[K] }
type Values<M> = M extends ReadonlyMap<string, infer V> ? V : never
/** The parts of a state that are tables by id. */
type TableName = {
  [K in keyof InboxState]: InboxState[K] extends ReadonlyMap<string, unknown> ? K : never
}[keyof InboxState]
type Row<K extends TableName> = Values<InboxState[K]>
type Writable<V> = Pick<Map<string, V>, 'set' | 'delete'>

/**
 * A state in the making: what something in it changes is copied the first time, so that a frame of a thousand events
 * costs one copy of what they touch, and all else keeps its identity. Used within one call and then forgotten.
 */
export class Fold {
  readonly #before: InboxState
  #after: Mutable<InboxState> | null = null
  readonly #copied = new Set<string>()
  readonly #copiedMessages = new Set<readonly MessageView[]>()

  constructor(state: InboxState) {
    this.#before = state
  }

  /** As it stands now; the state the fold began with if nothing has changed. */
  get state(): InboxState {
    return this.#after ?? this.#before
  }

  assign(change: Partial<InboxState>): void {
    this.#after = { ...this.state, ...change }
  }

  set<K extends TableName>(table: K, id: string, row: Row<K>): void {
    if (this.state[table].get(id) === row) return
    this.#copy(table).set(id, row)
    if (table === 'conversations') this.#noteAppearance((row as ConversationView).contact?.id, id)
  }

  delete(table: TableName, id: string): void {
    if (this.state[table].has(id)) this.#copy(table).delete(id)
  }

  markAhead(id: string, isAhead: boolean): void {
    if (isAhead) this.set('ahead', id, true)
    else this.delete('ahead', id)
  }

  thread(conversationId: string): Thread | undefined {
    return this.state.threads.get(conversationId)
  }

  /** Puts a message where it belongs, into the newest part of its thread or the detached one. */
  place(conversationId: string, message: MessageView, part: MessagePart = 'newest'): void {
    const messages = this.#messages(conversationId, part)
    const index = indexFor(messages, message)
    messages.splice(index, messages[index]?.id === message.id ? 1 : 0, message)
    this.#noteSender(conversationId, message)
  }

  putThread(conversationId: string, thread: Thread): void {
    this.set('threads', conversationId, thread)
    for (const message of [...thread.messages, ...(thread.detached?.messages ?? [])]) {
      this.#noteSender(conversationId, message)
    }
  }

  /** Gives every message that is held of a thread the chance to become another one in its place. */
  changeMessages(conversationId: string, change: (message: MessageView) => MessageView): void {
    this.#changePart(conversationId, 'newest', change)
    if (this.thread(conversationId)?.detached) this.#changePart(conversationId, 'detached', change)
  }

  /** The same for one message, if it is held. */
  changeMessage(conversationId: string, id: string, change: (message: MessageView) => MessageView): void {
    for (const part of ['newest', 'detached'] as const) {
      const messages = partOf(this.thread(conversationId), part)
      const index = messages.findLastIndex((message) => message.id === id)
      if (index === -1) continue
      this.#replace(conversationId, part, index, change(messages[index]!))
      return
    }
  }

  /** A conversation with all that hangs on it. */
  forget(id: string): void {
    const contactId = this.state.conversations.get(id)?.contact?.id
    const others = contactId && this.state.appearances.get(contactId)?.filter((other) => other !== id)
    if (contactId && others) {
      if (others.length > 0) this.set('appearances', contactId, others)
      else this.delete('appearances', contactId)
    }
    this.delete('conversations', id)
    this.delete('threads', id)
    this.markAhead(id, false)
  }

  #changePart(conversationId: string, part: MessagePart, change: (message: MessageView) => MessageView): void {
    // By index, because the list is another one after the first change.
    for (let index = partOf(this.thread(conversationId), part).length - 1; index >= 0; index--) {
      this.#replace(conversationId, part, index, change(partOf(this.thread(conversationId), part)[index]!))
    }
  }

  #replace(conversationId: string, part: MessagePart, index: number, message: MessageView): void {
    if (partOf(this.thread(conversationId), part)[index] !== message) {
      this.#messages(conversationId, part)[index] = message
      this.#noteSender(conversationId, message)
    }
  }

  #copy<K extends TableName>(name: K): Writable<Row<K>> {
    if (!this.#copied.has(name)) {
      const table: ReadonlyMap<string, unknown> = this.state[name]
      this.assign({ [name]: table instanceof Table ? table.draft() : new Map(table) })
      this.#copied.add(name)
    }
    return this.state[name] as unknown as Writable<Row<K>>
  }

  #messages(conversationId: string, part: MessagePart): MessageView[] {
    const thread = this.thread(conversationId) ?? emptyThread
    const held = partOf(thread, part)
    if (this.#copiedMessages.has(held)) return held as MessageView[]
    const messages = [...held]
    this.#copiedMessages.add(messages)
    this.set('threads', conversationId, withPart(thread, part, messages))
    return messages
  }

  /** Of people always; of accounts and members, who stand in every thread, where they look other than we know them. */
  #noteSender(conversationId: string, { sender: { kind, id, name, avatar_url } }: MessageView): void {
    if (id === null) return
    const known = kind === 'account' ? this.state.accounts.get(id) : this.state.members.get(id)
    const isStrange = known !== undefined && (known.name !== name || known.avatar_url !== avatar_url)
    if (kind === 'contact' || isStrange) this.#noteAppearance(id, conversationId)
  }

  #noteAppearance(personId: string | undefined, conversationId: string): void {
    if (personId === undefined) return
    const known = this.state.appearances.get(personId) ?? []
    if (!known.includes(conversationId)) this.set('appearances', personId, [...known, conversationId])
  }
}

function partOf(thread: Thread | undefined, part: MessagePart): readonly MessageView[] {
  return (part === 'newest' ? thread?.messages : thread?.detached?.messages) ?? []
}

function withPart(thread: Thread, part: MessagePart, messages: readonly MessageView[]): Thread {
  if (part === 'newest') return { ...thread, messages }
  const detached: Segment = { ...thread.detached!, messages }
  return { ...thread, detached }
}
