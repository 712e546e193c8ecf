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

/** What is being done, and says so afterwards. */
interface Doing {
  readonly id: number
  readonly isSaid: Promise<void>
}

let toasts: readonly Toast[] = []
let doing: readonly Doing[] = []
let lastId = 0
const listeners = new Set<() => void>()

export function toast(text: string, options: ToastOptions = {}): number {
  const id = ++lastId
  show(id, text, options)
  return id
}

/** Says what was done, or nothing, when that is known. It was done now: whoever takes it back before then waits for it. */
export function toastLater(what: Promise<(ToastOptions & { text: string }) | null>): void {
  const id = ++lastId
  const isSaid = what.then((said) => {
    if (said) show(id, said.text, said)
    leave(id)
  })
  doing = [...doing, { id, isSaid }]
  set(toasts)
}

export function dismissToast(id: number): void {
  set(toasts.filter((one) => one.id !== id))
}

/** What was done last, if it can be taken back. */
export async function undoLast(): Promise<void> {
  const id = Math.max(...undoable())
  const waited = doing.find((one) => one.id === id)
  leave(id)
  await waited?.isSaid
  const said = toasts.find((one) => one.id === id)
  if (!said) return
  dismissToast(id)
  said.action?.run()
}

export const canUndo = (): boolean => undoable().length > 0

export const currentToasts = (): readonly Toast[] => toasts

export function onToasts(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function show(id: number, text: string, { look = 'plain', action = null, duration_ms }: ToastOptions): void {
  set([...toasts.slice(-2), { id, text, look, action, duration_ms: duration_ms ?? (action ? 8_000 : 5_000) }])
}

function leave(id: number): void {
  doing = doing.filter((one) => one.id !== id)
  set(toasts)
}

function undoable(): number[] {
  return [...doing, ...toasts.filter(({ action }) => action)].map(({ id }) => id)
}

function set(next: readonly Toast[]): void {
  toasts = next
  for (const listener of listeners) listener()
}
