import type { ChangeContact, ContactView, CreateLabel, LabelView } from '@switchboard/protocol'
import { ApiError, type Client, type InboxState, reduce } from '@switchboard/sdk'
import type { ChangeFields } from './fields.ts'

/**
 * What the panel changes and no queue knows of, in one place. What the server answers goes into the store at once, as the event
 * that tells of it does: whichever comes first, the other one changes nothing.
 */
export function changeContact({ store, requests }: Client, contactId: string, change: ChangeContact) {
  return inTurn(contactId, () => store.load(() => requests.contacts.change(contactId, change), takeContact))
}

/**
 * The fields travel as a whole, so each change is made to the newest copy, after those before it have been answered; and
 * again where somebody else was faster.
 */
export function changeFields({ store, requests }: Client, contactId: string, change: ChangeFields) {
  const changeIn = ({ fields, updated_at: seen_at }: Pick<ContactView, 'fields' | 'updated_at'>) =>
    store.load(() => requests.contacts.change(contactId, { fields: [...change(fields)], seen_at }), takeContact)
  return inTurn(contactId, async () => {
    // After a break the store may have let go of it: then the server is asked, never an empty list assumed.
    let held = store.state?.contacts.get(contactId) ?? (await requests.contacts.get(contactId))
    for (let attempts = 1; ; attempts++) {
      try {
        return await changeIn(held)
      } catch (error) {
        const isOlder = error instanceof ApiError && error.is('changed_meanwhile')
        if (!isOlder || attempts === mostAttempts) throw error
        held = await requests.contacts.get(contactId)
      }
    }
  })
}

/** So often in a row nobody is faster, unless something is wrong. */
const mostAttempts = 10

/** In the store when it resolves, so that a conversation can have it at once. */
export function createLabel({ store, requests }: Client, label: CreateLabel) {
  return store.load(
    () => requests.labels.create(label),
    (state, made) => apply(state, 'label_updated', { ...made, is_removed: false }),
  )
}

const takeContact = (state: InboxState, contact: ContactView) => apply(state, 'contact_updated', contact)

interface Told {
  contact_updated: ContactView
  label_updated: LabelView & { is_removed: boolean }
}

function apply<T extends keyof Told>(state: InboxState, type: T, data: Told[T]): InboxState {
  return reduce(state, { type, data } as unknown as Parameters<typeof reduce>[1])
}

const queues = new Map<string, Promise<unknown>>()

function inTurn<T>(key: string, run: () => Promise<T>): Promise<T> {
  // Whether the one before it failed is for whoever began it.
  const turn = (queues.get(key) ?? Promise.resolve()).then(run, run)
  queues.set(key, turn)
  void turn.finally(() => queues.get(key) === turn && queues.delete(key)).catch(() => {}) // told to the caller
  return turn
}
