import type { ChangedConversation, ConversationChange } from '@switchboard/protocol'
import { type Client, mergeConversations } from '@switchboard/sdk'

/** The one place from which the list changes conversations. */

type Source = Pick<Client, 'requests' | 'store'>
export type UndoItem = { readonly conversation_id: string; readonly change: ConversationChange }

export interface ChangeOutcome {
  /** How many conversations are as they were asked to be. */
  readonly done: number
  /** What would take it back. */
  readonly undo: readonly UndoItem[]
  readonly refused: readonly { readonly conversation_id: string; readonly message: string }[]
}

/** As many as the server takes at once. */
const most = 100

export function changeConversations(
  source: Source,
  ids: readonly string[],
  change: ConversationChange,
): Promise<ChangeOutcome> {
  return inParts(source, ids, (part) => source.requests.conversations.change({ conversation_ids: part, change }))
}

export function undoChanges(source: Source, items: readonly UndoItem[]): Promise<ChangeOutcome> {
  return inParts(source, items, (part) => source.requests.conversations.undo({ items: part }))
}

/** What the server answers is shown at once; the log brings the same. One part after the other, so that none is done twice. */
async function inParts<T>(
  { store }: Source,
  all: readonly T[],
  send: (part: T[]) => Promise<{ items: ChangedConversation[] }>,
): Promise<ChangeOutcome> {
  const answers: ChangedConversation[] = []
  for (let n = 0; n < all.length; n += most) {
    let items: ChangedConversation[] = []
    await store.load(
      async () => {
        ;({ items } = await send(all.slice(n, n + most)))
        return items
      },
      (state, changed) =>
        mergeConversations(
          state,
          changed.flatMap(({ conversation }) => conversation ?? []),
        ),
    )
    answers.push(...items)
  }
  return outcomeOf(answers)
}

function outcomeOf(answers: readonly ChangedConversation[]): ChangeOutcome {
  return {
    done: answers.filter(({ error }) => error === null).length,
    undo: answers.flatMap(({ conversation_id, undo }) => (undo ? [{ conversation_id, change: undo }] : [])),
    refused: answers.flatMap(({ conversation_id, error }) =>
      error ? [{ conversation_id, message: error.message }] : [],
    ),
  }
}
