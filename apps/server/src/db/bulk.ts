import { createHash } from 'node:crypto'
import { type RawBuilder, sql } from 'kysely'
import type { Tx } from './database.ts'

/**
 * Many rows in one statement, as one array per column: the text of the statement does not depend on how many there
 * are, so PostgreSQL plans it once per connection.
 */
export type Columns<Row> = { readonly [Column in keyof Row & string]?: ColumnType }
type ColumnType = 'uuid' | 'text' | 'bigint' | 'integer' | 'boolean' | 'timestamptz' | 'jsonb' | 'json' | 'tags'

export async function insertRows<Row extends object>(
  tx: Tx,
  table: string,
  columns: Columns<Row>,
  rows: readonly Row[],
): Promise<void> {
  if (rows.length === 0) return
  const names = Object.keys(columns)
  await sql`${prepared(nameOf('insert', table, columns))}
    insert into ${sql.table(table)} (${sql.join(names.map((name) => sql.ref(name)))})
    select ${sql.join(names.map((name) => read(columns, name)))}
    from ${unnest(columns, rows)}`.execute(tx)
}

/** Sets every column but `id` of the rows with these ids. */
export async function updateRows<Row extends { id: string }>(
  tx: Tx,
  table: string,
  columns: Columns<Row>,
  rows: readonly Row[],
): Promise<void> {
  if (rows.length === 0) return
  const settable = Object.keys(columns).filter((name) => name !== 'id')
  await sql`${prepared(nameOf('update', table, columns))}
    update ${sql.table(table)} as target
    set ${sql.join(settable.map((name) => sql`${sql.ref(name)} = ${read(columns, name)}`))}
    from ${unnest(columns, rows)}
    where target.id = given.id`.execute(tx)
}

/** Marks a statement whose text never changes: each connection parses it once (see database.ts). */
export function prepared(name: string): RawBuilder<unknown> {
  return sql.raw(`/* prepared: ${name} */`)
}

// The same name must mean the same text: the columns are part of it.
function nameOf(verb: string, table: string, columns: object): string {
  const text = Object.entries(columns).join()
  return `${verb}-${table}-${createHash('sha1').update(text).digest('hex').slice(0, 12)}`
}

function unnest<Row extends object>(columns: Columns<Row>, rows: readonly Row[]) {
  const arrays = Object.entries(columns).map(([name, type]) => {
    const values = rows.map((row) => encode(row[name as keyof Row], type as ColumnType))
    return sql`${values}::${sql.raw(type === 'tags' ? 'text' : (type as string))}[]`
  })
  const names = sql.join(Object.keys(columns).map((name) => sql.ref(name)))
  return sql`unnest(${sql.join(arrays)}) as given (${names})`
}

// An array of arrays would be a matrix to PostgreSQL: lists travel as JSON text and are opened on arrival.
function read<Row>(columns: Columns<Row>, name: string) {
  const given = sql.ref(`given.${name}`)
  if (columns[name as keyof Row & string] !== 'tags') return given
  return sql`array(select jsonb_array_elements_text(${given}::jsonb))`
}

function encode(value: unknown, type: ColumnType): unknown {
  if (value === null || value === undefined) return null
  if (type === 'jsonb' || type === 'json' || type === 'tags') return JSON.stringify(value)
  if (value instanceof Date) return value.toISOString()
  return value
}
