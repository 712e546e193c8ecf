import { AppError, type Page } from '@switchboard/protocol'
import { type Static, type TSchema, Type } from 'typebox'
import { Value } from 'typebox/value'

/**
 * Where a page ended, as text for the client to hand back. It holds the sort keys of the last row, never an offset:
 * what is added meanwhile moves nothing.
 */
export function pageCursor(keys: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(keys)).toString('base64url')
}

/** Sort keys of the shape this list uses, or refuses: the text may be anything. */
export function readPageCursor<T extends TSchema>(shape: T, cursor: string | undefined): Static<T> | null {
  if (cursor === undefined) return null
  const keys = parse(cursor)
  if (!Value.Check(shape, keys)) throw new AppError('bad_cursor', {})
  return keys
}

/** Cuts a page out of rows that were asked for with one more than `limit`. */
export function toPage<Row, Item>(
  rows: readonly Row[],
  limit: number,
  item: (row: Row) => Item,
  keys: (row: Row) => readonly (string | number)[],
): Page<Item> {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return { items: shown.map(item), next_cursor: rows.length > limit && last ? pageCursor(keys(last)) : null }
}

/** Keys of lists that are ordered by a time and then an id. */
export const TimeAndId = Type.Tuple([Type.String({ format: 'date-time' }), Type.String({ pattern: '^[0-9a-f-]{36}$' })])

/** Keys of a thread. */
export const TimeAndSeq = Type.Tuple([Type.String({ format: 'date-time' }), Type.Integer()])

/** The same, for the page that leads from there to the newest. */
export const NewerThan = Type.Tuple([...TimeAndSeq.items, Type.Literal('newer')])

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
  } catch {
    return null
  }
}
