import type { Operation, OperationStorage } from '@switchboard/sdk'
import { inDatabase } from './database.ts'

/**
 * Where what one member does waits for the server, for all tabs. Who the member is may be known only after the first
 * answer of the server; nothing is done before that.
 */
export function operationStorage(member: Promise<string>): OperationStorage {
  let channel: BroadcastChannel | null = null
  const tellOthers = () => {
    channel ??= new BroadcastChannel(channelName)
    channel.postMessage(null)
  }
  return {
    async list() {
      const range = allOf(await member)
      return inDatabase(['operations'], 'readonly', (store) => {
        const request: IDBRequest<Operation[]> = store('operations').getAll(range)
        return () => request.result
      })
    },

    async update(id, change) {
      const key = `${await member}/${id}`
      await inDatabase(['operations'], 'readwrite', (store) => {
        const stored: IDBRequest<Operation | undefined> = store('operations').get(key)
        stored.onsuccess = () => {
          const next = change(stored.result)
          if (next) store('operations').put(next, key)
          else store('operations').delete(key)
        }
        return () => undefined
      })
      tellOthers()
    },

    subscribe(listener) {
      channel ??= new BroadcastChannel(channelName)
      channel.onmessage = listener
      return () => {
        channel?.close()
        channel = null
      }
    },
  }
}

const channelName = 'switchboard.operations'

function allOf(member: string): IDBKeyRange {
  return IDBKeyRange.bound(`${member}/`, `${member}/\uffff`)
}
