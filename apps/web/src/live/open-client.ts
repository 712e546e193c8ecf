import { type Client, createClient } from '@switchboard/sdk'
import { forgetInbox, readKeptInbox } from '../offline/kept-inbox.ts'
import { exclusively } from '../offline/leader.ts'
import { operationStorage } from '../offline/operation-storage.ts'
import { requests } from '../session/requests.ts'

/**
 * A client that continues from what this browser has kept, if that is of whoever is signed in. Who that is, the server
 * says with the first token; until then what was kept is shown as it was, and is never called live.
 */
export async function openClient(): Promise<Client> {
  const kept = await readKeptInbox()
  const member = Promise.withResolvers<string>()
  if (kept) member.resolve(kept.me.id)

  const client = createClient({
    url: location.origin,
    ...(kept && { state: kept }),
    async getToken(signal) {
      const token = await requests.token({}, { signal })
      if (kept && kept.me.id !== token.member_id) await startAnew()
      member.resolve(token.member_id)
      return token
    },
    operations: {
      storage: operationStorage(member.promise),
      // Named after the member, as is what is sent: tabs that still hold somebody else's send it to nobody.
      exclusively: async (work, signal) => exclusively(`operations of ${await member.promise}`, work, signal),
    },
    observer: {
      onFrame(frame) {
        // The log began anew, so what was kept is of a past that did not happen.
        const isEpoch = frame !== null && frame !== 'unknown' && frame.op === 'ready' && frame.reason === 'epoch'
        if (isEpoch) void forgetInbox()
      },
    },
  })
  return client
}

/** What is on the screen is somebody else's: nothing of it may stay. */
async function startAnew(): Promise<never> {
  await forgetInbox()
  location.reload()
  return new Promise(() => {})
}
