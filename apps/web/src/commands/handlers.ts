import { useEffect, useEffectEvent, useSyncExternalStore } from 'react'
import type { CommandId } from './all.ts'

interface Handler {
  run(): void
}

const handlers = new Map<CommandId, readonly Handler[]>()
const listeners = new Set<() => void>()
let version = 0

/**
 * What a command does, while this component is on the screen and `when` holds. Where several can do it, the one that
 * came last does.
 */
export function useCommand(id: CommandId, run: () => void, { when = true }: { when?: boolean } = {}): void {
  const latest = useEffectEvent(run)
  useEffect(() => {
    if (!when) return
    const handler: Handler = { run: () => latest() }
    change(id, (before) => [...before, handler])
    return () => change(id, (before) => before.filter((one) => one !== handler))
  }, [id, when])
}

export function canRun(id: CommandId): boolean {
  return (handlers.get(id)?.length ?? 0) > 0
}

/** False where nothing on the screen can do it. */
export function runCommand(id: CommandId): boolean {
  const handler = handlers.get(id)?.at(-1)
  handler?.run()
  return handler !== undefined
}

/** Draws again when what can be done has changed. */
export function useCanRun(id: CommandId): boolean {
  return useSyncExternalStore(subscribe, () => canRun(id))
}

export function useHandlersVersion(): number {
  return useSyncExternalStore(subscribe, () => version)
}

function change(id: CommandId, by: (before: readonly Handler[]) => readonly Handler[]): void {
  handlers.set(id, by(handlers.get(id) ?? []))
  version++
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
