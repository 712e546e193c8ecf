/** What was just done and can be undone, or could not be done. Anything that lasts belongs on the page itself. */
export interface Toast {
  readonly id: number
  readonly text: string
  readonly look: 'plain' | 'bad'
  readonly action: { readonly label: string; readonly run: () => void } | null
  readonly duration_ms: number
}

interface ToastOptions {
  look?: Toast['look']
  action?: Toast['action']
  /** Left out: 8 seconds with an action, 5 without. */
  duration_ms?: number
}

let toasts: readonly Toast[] = []
let lastId = 0
const listeners = new Set<() => void>()

export function toast(text: string, { look = 'plain', action = null, duration_ms }: ToastOptions = {}): number {
  const id = ++lastId
  set([...toasts.slice(-2), { id, text, look, action, duration_ms: duration_ms ?? (action ? 8_000 : 5_000) }])
  return id
}

export function dismissToast(id: number): void {
  set(toasts.filter((one) => one.id !== id))
}

/** What the newest notice offers to take back. */
export function undoLast(): void {
  const last = toasts.findLast(({ action }) => action)
  if (!last) return
  dismissToast(last.id)
  last.action?.run()
}

export const currentToasts = (): readonly Toast[] => toasts

export function onToasts(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function set(next: readonly Toast[]): void {
  toasts = next
  for (const listener of listeners) listener()
}
