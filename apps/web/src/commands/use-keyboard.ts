import type { Permission } from '@switchboard/protocol'
import { useEffect, useEffectEvent } from 'react'
import { useMe } from '../session/use-me.ts'
import { isLayerOpen } from '../ui/layer.ts'
import { type CommandId, commandOf, commands } from './all.ts'
import { keysOf } from './bindings.ts'
import { canRun, runCommand } from './handlers.ts'
import { isSingleKey, isTypedInto, keyOf } from './keys.ts'

/** The second key of a sequence comes within this time, or counts as a first one. */
const sequenceMs = 1_200

/** Keys run commands; once, above everything that has some. */
export function useKeyboard(): void {
  const { permissions } = useMe()
  const find = useEffectEvent((keys: string, isTyping: boolean) => commandFor(keys, isTyping, permissions))

  useEffect(() => {
    let begun: { key: string; at: number } | null = null
    const listen = (event: KeyboardEvent) => {
      const key = keyOf(event)
      if (key === null || event.defaultPrevented || isLayerOpen()) return
      const isTyping = isTypedInto(event.target)
      const before = begun && event.timeStamp - begun.at < sequenceMs ? `${begun.key} ` : null
      const id = (before && find(before + key, isTyping)) ?? find(key, isTyping)
      begun = !id && !isTyping && isBeginning(key) ? { key, at: event.timeStamp } : null
      if (!id) return
      event.preventDefault()
      if (!event.repeat || commandOf(id).repeats) runCommand(id)
    }
    addEventListener('keydown', listen)
    return () => removeEventListener('keydown', listen)
  }, [])
}

function commandFor(keys: string, isTyping: boolean, permissions: readonly Permission[]): CommandId | undefined {
  return commands.find(
    ({ id, permission, worksInFields }) =>
      keysOf(id).includes(keys) &&
      !(isTyping && (isSingleKey(keys) || !worksInFields)) &&
      (!permission || permissions.includes(permission)) &&
      canRun(id),
  )?.id
}

function isBeginning(key: string): boolean {
  return commands.some(({ id }) => keysOf(id).some((keys) => keys.startsWith(`${key} `)))
}
