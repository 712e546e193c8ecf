/**
 * What this browser keeps: the inbox as it was seen last, which may be dropped at any time, and what members have done
 * and the server has not, which may not. IndexedDB; where it is blocked or full, everything works and nothing is kept.
 */
const name = 'switchboard'
/** Counts up whenever the kept inbox has another shape. It is dropped then; what members have done stays. */
const version = 1

export type StoreName = 'head' | 'conversations' | 'operations'

let opening: Promise<IDBDatabase> | null = null

function openDatabase(): Promise<IDBDatabase> {
  opening ??= new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open(name, version)
    request.onupgradeneeded = () => upgrade(request.result)
    request.onerror = () => reject(request.error ?? new Error('this browser keeps nothing'))
    request.onsuccess = () => {
      const database = request.result
      // A newer version of the app in another tab must not wait for this one; what is kept here next opens it anew.
      database.onversionchange = () => {
        database.close()
        opening = null
      }
      database.onclose = () => {
        opening = null
      }
      resolve(database)
    }
  })
  opening.catch(() => {
    opening = null
  })
  return opening
}

function upgrade(database: IDBDatabase): void {
  for (const store of ['head', 'conversations'] as const) {
    if (database.objectStoreNames.contains(store)) database.deleteObjectStore(store)
    database.createObjectStore(store)
  }
  if (!database.objectStoreNames.contains('operations')) database.createObjectStore('operations')
}

/** One transaction: `work` makes its requests at once, and what it returns is read when all of them are done. */
export async function inDatabase<T>(
  stores: readonly StoreName[],
  mode: IDBTransactionMode,
  work: (store: (name: StoreName) => IDBObjectStore) => () => T,
): Promise<T> {
  const database = await openDatabase()
  return new Promise<T>((resolve, reject) => {
    const transaction = database.transaction([...stores], mode)
    const fail = () => reject(transaction.error ?? new Error('the transaction was given up'))
    transaction.onabort = fail
    transaction.onerror = fail
    const result = work((store) => transaction.objectStore(store))
    transaction.oncomplete = () => resolve(result())
  })
}
