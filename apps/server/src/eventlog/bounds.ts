import { AppError } from '@switchboard/protocol'
import type { Kysely } from 'kysely'
import type pg from 'pg'
import type { Schema } from '../db/schema.ts'
import { fingerprintOf, formatCursor } from './cursor.ts'

/** `head` is the last position given out; positions up to `floor` are gone; `epoch` is the life they count in. */
export interface Bounds {
  epoch: string
  head: number
  floor: number
}

/** Read in the transaction of a snapshot, these are the bounds at the snapshot's own instant. */
export async function readBounds(db: Kysely<Schema>, workspaceId: string): Promise<Bounds> {
  return boundsOf(
    await db.selectFrom('workspaces').select(['epoch', 'head', 'floor']).where('id', '=', workspaceId).execute(),
  )
}

/** The bounds of many logs at once; those of unknown workspaces are missing. */
export async function readManyBounds(pool: pg.Pool, workspaceIds: readonly string[]): Promise<Map<string, Bounds>> {
  const { rows } = await pool.query<Bounds & { id: string }>({
    name: 'eventlog-bounds',
    text: 'select id, epoch, head, floor from workspaces where id = any($1)',
    values: [workspaceIds],
  })
  return new Map(rows.map((row) => [row.id, boundsOf([row])]))
}

/** The bounds in a row that carries them; refuses where there was none, that is, no such workspace. */
export function boundsOf(rows: readonly Bounds[]): Bounds {
  const row = rows[0]
  if (!row) throw new AppError('not_found', {})
  return { epoch: row.epoch, head: row.head, floor: row.floor }
}

/** The cursor after which everything is news to somebody who has seen all up to `bounds.head`. */
export function cursorFor({ epoch, head }: Pick<Bounds, 'epoch' | 'head'>, audiences: Iterable<string>): string {
  return formatCursor({ epoch, pos: head, fingerprint: fingerprintOf(audiences) })
}
