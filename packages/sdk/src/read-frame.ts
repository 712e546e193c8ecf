import type { ServerFrame } from '@switchboard/protocol'

const isText = (value: unknown) => typeof value === 'string'
const isCount = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0
const isFlag = (value: unknown) => typeof value === 'boolean'

/** What the client relies on before it has looked at any event. Frames may carry more than this version knows. */
const shapes: { [O in ServerFrame['op']]: Readonly<Record<string, (value: unknown) => boolean>> } = {
  hello: { heartbeat_ms: isCount },
  ready: { mode: (mode) => mode === 'replay' || mode === 'live' || mode === 'resync' },
  events: { n: isCount, cursor: isText, events: Array.isArray },
  volatile: { type: isText },
  heartbeat: { n: isCount, cursor: isText },
  bye: { code: isCount, resume: isFlag, after_ms: isCount },
}

/** A frame of the server; `unknown` where a newer server says what this version need not understand; null: garbage. */
export function readFrame(data: unknown): ServerFrame | 'unknown' | null {
  const frame = parse(data)
  if (typeof frame?.op !== 'string') return null
  if (!Object.hasOwn(shapes, frame.op)) return 'unknown'
  const shape = shapes[frame.op as ServerFrame['op']]
  const isSound = Object.entries(shape).every(([name, holds]) => holds(frame[name]))
  return isSound ? (frame as unknown as ServerFrame) : null
}

function parse(data: unknown): Record<string, unknown> | null {
  if (typeof data !== 'string') return null
  try {
    const value: unknown = JSON.parse(data)
    return typeof value === 'object' ? (value as Record<string, unknown> | null) : null
  } catch {
    return null
  }
}
