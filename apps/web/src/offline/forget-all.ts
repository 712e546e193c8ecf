import { inDatabase } from './database.ts'
import { forgetInbox } from './kept-inbox.ts'

/** At signing out: the next person at this browser finds nothing, what has not been sent included. */
export async function forgetAll(): Promise<void> {
  await forgetInbox()
  try {
    await inDatabase(['operations'], 'readwrite', (store) => {
      store('operations').clear()
      return () => undefined
    })
  } catch {
    // What cannot be written to was not kept either.
  }
}
