import type { Client, InboxState } from '@switchboard/sdk'
import { inDatabase } from './database.ts'
import {
  isSameSource,
  type KeptHead,
  type KeptRow,
  keptHead,
  type RowSource,
  rowOf,
  rowSources,
  stateFrom,
} from './kept-part.ts'

const inboxStores = ['head', 'conversations'] as const
const headKey = 'head'
/** Between two writes. What happens within it and is lost comes again: the log continues from what was written. */
const restMs = 1_500

/** The inbox as it was seen last in this browser; null where there is none, or it cannot be read. */
export async function readKeptInbox(): Promise<InboxState | null> {
  try {
    return await inDatabase(inboxStores, 'readonly', (store) => {
      const head: IDBRequest<KeptHead | undefined> = store('head').get(headKey)
      const rows: IDBRequest<KeptRow[]> = store('conversations').getAll()
      return () => (head.result ? stateFrom(head.result, rows.result) : null)
    })
  } catch {
    return null // the server has it all
  }
}

/** Also for whoever may not see it any more. */
export async function forgetInbox(): Promise<void> {
  try {
    await inDatabase(inboxStores, 'readwrite', (store) => {
      for (const name of inboxStores) store(name).clear()
      return () => undefined
    })
  } catch {
    // What cannot be written to was not kept either.
  }
}

/**
 * Keeps what the store holds, a while after it has changed and when nothing else is to be done. Whole and at one point of
 * the log, or not at all; of the rows only those that have changed are written. For one tab at a time. Returns how to stop.
 */
export function keepInbox({ store, connection }: Pick<Client, 'store' | 'connection'>): () => void {
  let kept: { state: InboxState; rows: ReadonlyMap<string, RowSource> } | null = null
  let timer: ReturnType<typeof setTimeout> | null = null
  let isWriting = false
  let isOver = false

  async function write(): Promise<void> {
    timer = null
    const { state } = store
    if (isWriting || isOver || !state || state === kept?.state || connection.status.is === 'stopped') return
    isWriting = true
    try {
      kept = { state, rows: await writeDifference(kept?.rows ?? null, state) }
    } catch {
      kept = null // full or blocked: next time everything is written, from the beginning
    } finally {
      isWriting = false
    }
    if (store.state !== state) look()
  }

  function look(): void {
    timer ??= setTimeout(() => whenIdle(() => void write()), restMs)
  }
  function leave(): void {
    if (document.visibilityState === 'hidden') void write()
  }

  const unsubscribe = store.subscribe(look)
  document.addEventListener('visibilitychange', leave)
  look()
  return () => {
    isOver = true
    unsubscribe()
    document.removeEventListener('visibilitychange', leave)
    if (timer !== null) clearTimeout(timer)
  }
}

/** `before`: what is known to be written, by this tab; null: nothing is known. */
async function writeDifference(
  before: ReadonlyMap<string, RowSource> | null,
  state: InboxState,
): Promise<ReadonlyMap<string, RowSource>> {
  const rows = rowSources(state)
  await inDatabase(inboxStores, 'readwrite', (store) => {
    const conversations = store('conversations')
    if (!before) conversations.clear()
    for (const id of before?.keys() ?? []) if (!rows.has(id)) conversations.delete(id)
    for (const [id, row] of rows) if (!isSameSource(before?.get(id), row)) conversations.put(rowOf(row), id)
    store('head').put(keptHead(state), headKey)
    return () => undefined
  })
  return rows
}

function whenIdle(work: () => void): void {
  // Safari has no such thing.
  if ('requestIdleCallback' in globalThis) requestIdleCallback(work, { timeout: 2_000 })
  else work()
}
