import { existsSync, readdirSync, readFileSync } from 'node:fs'

/**
 * What processes cost, as Linux tells it. Null elsewhere: a figure that cannot be had is not guessed.
 */

const ticksPerSecond = 100 // of /proc on every Linux there is

/** CPU time of a process and of all its children, those that have ended included, in microseconds. */
export function familyCpuUs(pid: number): number | null {
  const own = readStat(pid)
  if (!own) return null
  const living = childrenOf(pid).map((child) => readStat(child))
  const ticks = living.reduce((sum, stat) => sum + (stat?.own ?? 0), own.own + own.ended)
  return (ticks / ticksPerSecond) * 1e6
}

/** Memory of a process and of all its children in bytes. What they share is counted once. */
export function familyMemory(pid: number): number | null {
  const parts = [pid, ...childrenOf(pid)].map((member) => proportionalSize(member))
  return parts.every((part) => part === null) ? null : parts.reduce<number>((sum, part) => sum + (part ?? 0), 0)
}

function proportionalSize(pid: number): number | null {
  const text = read(`/proc/${pid}/smaps_rollup`)
  const kilobytes = /^Pss:\s+(\d+)/m.exec(text)?.[1]
  return kilobytes === undefined ? null : Number(kilobytes) * 1_024
}

function childrenOf(parent: number): number[] {
  if (!existsSync('/proc/self/stat')) return []
  const pids = readdirSync('/proc').map(Number)
  return pids.filter((pid) => pid > 0 && readStat(pid)?.parent === parent)
}

function readStat(pid: number): { parent: number; own: number; ended: number } | null {
  // The name in brackets may hold anything; what follows it does not.
  const fields = read(`/proc/${pid}/stat`).split(') ').at(-1)?.split(' ') ?? []
  if (fields.length < 15) return null
  const [parent, user, system, endedUser, endedSystem] = [1, 11, 12, 13, 14].map((place) => Number(fields[place]))
  return { parent: parent!, own: user! + system!, ended: endedUser! + endedSystem! }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return '' // not Linux, or it has ended meanwhile
  }
}
