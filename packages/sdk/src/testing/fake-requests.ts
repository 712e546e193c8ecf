import type { ConversationChange, ConversationView } from '@switchboard/protocol'
import { ApiError, NetworkError } from '../request-errors.ts'
import type { Requests } from '../requests.ts'
import type { ModelWorkspace } from './model-workspace.ts'

/** How a request fares: done and answered, or what goes wrong before or after it was done. `held`: nothing comes. */
export type Fate = 'fine' | 'held' | 'lost' | 'unanswered' | 'busy' | 'told_to_wait' | 'forbidden'

/** The routes that operations use, answered by a model after a turn of the event loop, well or badly as told. */
export class FakeRequests {
  readonly model: ModelWorkspace
  readonly asked: string[] = []
  fate: () => Fate = () => 'fine'
  inFlight = new Set<string>()
  most = 0
  collisions = 0
  readonly requests: Requests

  constructor(model: ModelWorkspace) {
    this.model = model
    const command =
      (change: (body: never) => ConversationChange) =>
      (id: string, body?: { signal?: AbortSignal }, options?: { signal?: AbortSignal }): Promise<ConversationView> =>
        this.#answer(id, change((body ?? {}) as never), (options ?? body)?.signal)
    const many = (items: { conversation_id: string; change: ConversationChange }[], signal?: AbortSignal) =>
      this.#ask(
        items.map(({ conversation_id }) => conversation_id),
        JSON.stringify(items),
        signal,
        () => ({
          items: items.map(({ conversation_id, change }) => ({
            conversation_id,
            conversation: model.command(conversation_id, change),
            error: null,
            undo: null,
          })),
        }),
      )
    this.requests = {
      conversations: {
        archive: command(() => ({ is_archived: true })),
        unarchive: command(() => ({ is_archived: false })),
        unread: command(({ from_seq }: { from_seq?: number }) =>
          from_seq === undefined ? { unread: true } : { unread_from_seq: from_seq },
        ),
        assign: command(({ assignee_id }: { assignee_id: string | null }) => ({ assignee_id })),
        label: command(({ add, remove }: { add: string[]; remove: string[] }) => ({
          add_labels: add,
          remove_labels: remove,
        })),
        read: async (id: string, { up_to_seq }: { up_to_seq: number }, { signal }: { signal?: AbortSignal } = {}) => ({
          messages: 0,
          conversations: 0,
          conversation: await this.#answer(id, { read_up_to_seq: up_to_seq }, signal),
        }),
        change: (
          body: { conversation_ids: string[]; change: ConversationChange },
          options?: { signal?: AbortSignal },
        ) =>
          many(
            body.conversation_ids.map((conversation_id) => ({ conversation_id, change: body.change })),
            options?.signal,
          ),
        undo: (
          body: { items: { conversation_id: string; change: ConversationChange }[] },
          options?: { signal?: AbortSignal },
        ) => many(body.items, options?.signal),
      },
      contacts: {
        addNote: (contact_id: string, { id, text }: { id: string; text: string }, options?: { signal?: AbortSignal }) =>
          this.#ask([id], text, options?.signal, () => {
            const known = model.listNotes(contact_id).items.find((note) => note.id === id)
            return known ?? model.writeNote(contact_id, id, text)
          }),
      },
    } as unknown as Requests
  }

  #answer(id: string, change: ConversationChange, signal?: AbortSignal): Promise<ConversationView> {
    return this.#ask([id], JSON.stringify(change), signal, () => {
      const view = this.model.command(id, change)
      if (!view) throw new ApiError(404, { code: 'not_found' })
      return view
    })
  }

  async #ask<T>(lanes: string[], what: string, signal: AbortSignal | undefined, work: () => T): Promise<T> {
    const fate = this.fate()
    const key = lanes.join()
    if (lanes.some((lane) => [...this.inFlight].some((other) => other.split(',').includes(lane)))) this.collisions += 1
    this.inFlight.add(key)
    this.most = Math.max(this.most, this.inFlight.size)
    this.asked.push(`${key} ${what}`)
    try {
      await new Promise((resolve) => setImmediate(resolve))
      if (fate === 'lost') throw new NetworkError('lost')
      if (fate === 'busy') throw new ApiError(503, { code: 'overloaded' })
      if (fate === 'told_to_wait') throw new ApiError(429, { code: 'rate_limited' }, 90_000)
      if (fate === 'forbidden') throw new ApiError(403, { code: 'forbidden', message: 'no' })
      const answer = structuredClone(work())
      if (fate === 'held') await new Promise((resolve) => signal?.addEventListener('abort', resolve))
      if (signal?.aborted) throw signal.reason
      if (fate === 'unanswered') throw new NetworkError('unanswered')
      return answer
    } finally {
      this.inFlight.delete(key)
    }
  }
}
