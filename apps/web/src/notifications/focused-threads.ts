/**
 * Which threads somebody is looking at, in any tab of this browser. A tab that looks holds a lock of that name: it is let
 * go of however the tab ends, and nobody has to be asked.
 */
const prefix = 'switchboard.looking at '

/** As long as this page has the focus and shows that thread. Returns how to stop. */
export function holdFocus(conversationId: string): () => void {
  let release: (() => void) | null = null

  function look() {
    const isLooking = document.visibilityState === 'visible' && document.hasFocus()
    if (isLooking === (release !== null)) return
    if (release) {
      release()
      release = null
      return
    }
    const { promise, resolve } = Promise.withResolvers<void>()
    release = resolve
    here.add(conversationId)
    void promise.then(() => here.delete(conversationId))
    void navigator.locks?.request(prefix + conversationId, { mode: 'shared' }, () => promise)
  }

  look()
  for (const name of ['focus', 'blur'] as const) addEventListener(name, look)
  document.addEventListener('visibilitychange', look)
  return () => {
    for (const name of ['focus', 'blur'] as const) removeEventListener(name, look)
    document.removeEventListener('visibilitychange', look)
    release?.()
    release = null
  }
}

const here = new Set<string>()

export async function focusedThreads(): Promise<ReadonlySet<string>> {
  if (!('locks' in navigator)) return new Set(here)
  const { held = [] } = await navigator.locks.query()
  return new Set([
    ...here,
    ...held.flatMap(({ name = '' }) => (name.startsWith(prefix) ? [name.slice(prefix.length)] : [])),
  ])
}
