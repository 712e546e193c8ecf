/** What a program knows of its machine: in a browser quite a lot, elsewhere nothing. */
export interface Surroundings {
  isOnline(): boolean
  /** `wake`: the network is back or somebody looks again. Returns how to stop listening. */
  listen(wake: () => void, goneOffline: () => void): () => void
}

export const surroundings: Surroundings = {
  isOnline: () => (globalThis.navigator as { onLine?: boolean } | undefined)?.onLine !== false,
  listen(wake, goneOffline) {
    if (typeof globalThis.addEventListener !== 'function' || typeof document === 'undefined') return () => {}
    const seen = () => {
      if (document.visibilityState === 'visible') wake()
    }
    addEventListener('online', wake)
    addEventListener('offline', goneOffline)
    document.addEventListener('visibilitychange', seen)
    return () => {
      removeEventListener('online', wake)
      removeEventListener('offline', goneOffline)
      document.removeEventListener('visibilitychange', seen)
    }
  },
}
