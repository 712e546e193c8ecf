import type { MessageView } from '@switchboard/protocol'
import { emptyThread, type InboxState, indexFor, type Thread } from './state.ts'

type Mutable<T> = { -readonly [K in keyof T]: T[K] }
type Values<M> = M extends ReadonlyMap<string, infer V> ? V : never
/** The parts of a state that are tables by id. */
type TableName = {
  [K in keyof InboxState]: InboxState[K] extends ReadonlyMap<string, unknown> ? K : never
}[keyof InboxState]
type Row<K extends TableName> = Values<InboxState[K]>

/**
 * A state in the making: copies a table the first time something in it changes, so that a frame of a thousand events
 * costs one copy and untouched tables keep their identity. Used within one call and then forgotten.
 */
export class Fold {
  readonly #before: InboxState
  #after: Mutable<InboxState> | null = null
  readonly #copied = new Set<string>()
  readonly #copiedThreads = new Set<string>()

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
    if (table === 'threads') this.#copiedThreads.delete(id) // what it holds now was not copied here
  }

  delete(table: TableName, id: string): void {
    if (this.state[table].has(id)) this.#copy(table).delete(id)
  }

  markAhead(id: string, isAhead: boolean): void {
    const { ahead } = this.state
    if (ahead.has(id) === isAhead) return
    const next = new Set(ahead)
    if (isAhead) next.add(id)
    else next.delete(id)
    this.assign({ ahead: next })
  }

  thread(conversationId: string): Thread | undefined {
    return this.state.threads.get(conversationId)
  }

  /** Puts a message where it belongs in its thread; one with the same place and id is replaced. */
  place(conversationId: string, message: MessageView): void {
    const messages = this.#messages(conversationId)
    const index = indexFor(messages, message)
    messages.splice(index, messages[index]?.id === message.id ? 1 : 0, message)
  }

  replaceAt(conversationId: string, index: number, message: MessageView): void {
    if (this.thread(conversationId)?.messages[index] !== message) this.#messages(conversationId)[index] = message
  }

  #copy<K extends TableName>(table: K): Map<string, Row<K>> {
    if (!this.#copied.has(table)) {
      this.assign({ [table]: new Map<string, unknown>(this.state[table]) })
      this.#copied.add(table)
    }
    return this.state[table] as unknown as Map<string, Row<K>>
  }

  #messages(conversationId: string): MessageView[] {
    const thread = this.thread(conversationId) ?? emptyThread
    if (this.#copiedThreads.has(conversationId)) return thread.messages as MessageView[]
    const messages = [...thread.messages]
    this.set('threads', conversationId, { ...thread, messages })
    this.#copiedThreads.add(conversationId)
    return messages
  }
}
