/**
 * Runs `work` in one tab of this browser at a time, until `signal`; when that tab closes, another one takes over. Where
 * the browser has no locks (plain http) every tab works, as the only one.
 */
export async function exclusively(name: string, work: () => Promise<void>, signal: AbortSignal): Promise<void> {
  if (!('locks' in navigator)) return work()
  await navigator.locks.request(`switchboard.${name}`, { signal }, work)
}

/** `lead` begins when this tab is the one that keeps and tells for all; what it returns ends that. Returns how to stop. */
export function whileLeading(name: string, lead: () => () => void): () => void {
  const ended = new AbortController()
  const { signal } = ended
  const work = async () => {
    if (signal.aborted) return
    const stop = lead()
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
    stop()
  }
  exclusively(name, work, signal).catch((error: unknown) => {
    if (!signal.aborted) throw error
  })
  return () => ended.abort()
}
