import { useSyncExternalStore } from 'react'
import { keep, keptJson } from '../app/kept.ts'
import { type CommandId, commandOf, commands } from './all.ts'
import { isSingleKey } from './keys.ts'

/** Which keys do what: the defaults, and over them what this person has changed in this browser. */
export interface Bindings {
  readonly changed: Readonly<Partial<Record<CommandId, readonly string[]>>>
  readonly hasSingleKeys: boolean
}

const key = 'switchboard.keys'
const listeners = new Set<() => void>()
let bindings = read()

addEventListener('storage', (event) => event.key === key && set(read()))

export function useBindings(): Bindings {
  return useSyncExternalStore(subscribe, () => bindings)
}

/** The keys of a command that work now, the one to show first. */
export function keysOf(id: CommandId, { changed, hasSingleKeys }: Bindings = bindings): readonly string[] {
  const keys = changed[id] ?? commandOf(id).keys ?? []
  return hasSingleKeys ? keys : keys.filter((one) => !isSingleKey(one))
}

export function useKeys(id: CommandId): string | undefined {
  return keysOf(id, useBindings())[0]
}

/** The command that has a key already. */
export function ownerOf(keys: string): CommandId | undefined {
  return commands.find(({ id }) => (bindings.changed[id] ?? commandOf(id).keys ?? []).includes(keys))?.id
}

/** Null: as it was delivered. */
export function rebind(id: CommandId, keys: readonly string[] | null): void {
  const { [id]: _, ...others } = bindings.changed
  write({ ...bindings, changed: keys ? { ...others, [id]: keys } : others })
}

export function allowSingleKeys(hasSingleKeys: boolean): void {
  write({ ...bindings, hasSingleKeys })
}

export function resetBindings(): void {
  write({ changed: {}, hasSingleKeys: true })
}

function write(next: Bindings): void {
  keep(key, JSON.stringify(next))
  set(next)
}

function set(next: Bindings): void {
  bindings = next
  for (const listener of listeners) listener()
}

/** Takes what it understands and leaves the rest: it may be from another version. */
function read(): Bindings {
  const { changed, hasSingleKeys } = (keptJson(key) ?? {}) as {
    changed?: Record<string, unknown>
    hasSingleKeys?: unknown
  }
  const known = commands.flatMap(({ id }) => {
    const keys = changed?.[id]
    return Array.isArray(keys) && keys.every((one) => typeof one === 'string') ? [[id, keys] as const] : []
  })
  return { changed: Object.fromEntries(known), hasSingleKeys: hasSingleKeys !== false }
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
