import { createHash } from 'node:crypto'
import type { ResyncReason } from '@switchboard/protocol'
import type { Bounds } from './bounds.ts'

/**
 * A cursor is a place in one life (`epoch`) of one workspace's log, as seen by one set of audiences. It decides where
 * reading starts and nothing else: what may be heard is computed anew for every connection, so a made-up cursor can
 * only make its owner miss or repeat what they may hear anyway.
 *
 * On the wire: base64url of version (1 byte), epoch (16), fingerprint of the audiences (7), position (6). The first
 * 24 bytes are 32 characters that stay the same while a member listens; the position is the last 8.
 */
export interface Cursor {
  epoch: string
  pos: number
  fingerprint: string
}

/** A viewer who is further behind than this fetches a snapshot: it is cheaper for everybody. */
export const MAX_REPLAY = 10_000

const VERSION = 1
const FORM = /^[A-Za-z0-9_-]{40}$/

/** No set of audiences has this fingerprint: a cursor that carries it continues nowhere. */
export const nobody = '0'.repeat(14)

/** The same for the same audiences in any order; 14 hexadecimal digits. */
export function fingerprintOf(audiences: Iterable<string>): string {
  const keys = [...new Set(audiences)].sort()
  return createHash('sha256').update(keys.join('\n')).digest('hex').slice(0, 14)
}

export function formatCursor({ epoch, pos, fingerprint }: Cursor): string {
  return cursorPrefix(epoch, fingerprint) + cursorSuffix(pos)
}

/** What stays the same in all cursors of one viewer. */
export function cursorPrefix(epoch: string, fingerprint: string): string {
  const hex = VERSION.toString(16).padStart(2, '0') + epoch.replaceAll('-', '') + fingerprint
  return Buffer.from(hex, 'hex').toString('base64url')
}

/** What is the same in the cursors of all viewers at one position. */
export function cursorSuffix(pos: number): string {
  const bytes = Buffer.allocUnsafe(6)
  bytes.writeUIntBE(pos, 0, 6)
  return bytes.toString('base64url')
}

/** Total: null for whatever `formatCursor` did not make. */
export function parseCursor(text: unknown): Cursor | null {
  if (typeof text !== 'string' || !FORM.test(text)) return null
  const bytes = Buffer.from(text, 'base64url')
  if (bytes[0] !== VERSION) return null
  const hex = bytes.toString('hex', 1, 17)
  return {
    epoch: `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`,
    pos: bytes.readUIntBE(24, 6),
    fingerprint: bytes.toString('hex', 17, 24),
  }
}

export type Start = { mode: 'live' } | { mode: 'replay'; after: number } | { mode: 'resync'; reason: ResyncReason }

/**
 * Continues where the cursor stands or says why that is impossible; there is no third answer, so no replay is ever
 * silently partial. `behind` is how many events of the viewer's own lie after the cursor, counted to one more than
 * MAX_REPLAY at most.
 */
export function decide(cursor: Cursor | null, bounds: Bounds, fingerprint: string, behind: number): Start {
  if (!cursor || cursor.epoch !== bounds.epoch) return { mode: 'resync', reason: 'epoch' }
  // From the future: a restore or a failover has lost what this client has seen.
  if (cursor.pos > bounds.head) return { mode: 'resync', reason: 'epoch' }
  if (cursor.pos < bounds.floor) return { mode: 'resync', reason: 'outdated' }
  if (cursor.fingerprint !== fingerprint) return { mode: 'resync', reason: 'acl' }
  if (behind > MAX_REPLAY) return { mode: 'resync', reason: 'outdated' }
  return behind === 0 ? { mode: 'live' } : { mode: 'replay', after: cursor.pos }
}
