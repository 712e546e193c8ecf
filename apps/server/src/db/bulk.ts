import { createHash } from 'node:crypto'
import { type RawBuilder, sql } from 'kysely'
import { arrayOf, type ElementType } from './array-of.ts'
import { type Statement, send, type Tx } from './database.ts'

/**
 * Many rows in one statement, as one array per column: the text of the statement does not depend on how many there
 * are, so PostgreSQL plans it once per connection.
 */
export type Columns<Row> = { readonly [Column in keyof Row & string]?: ColumnType }
type ColumnType = ElementType | 'tags'

export async function insertRows<Row extends object>(
  tx: Tx,
  table: string,
  columns: Columns<Row>,
  rows: readonly Row[],
): Promise<void> {
  if (rows.length > 0) await send(tx, statementOf('insert', table, columns), columnArrays(columns, rows))
}

/** Sets every column but `id` of the rows with these ids. */
export async function updateRows<Row extends { id: string }>(
  tx: Tx,
  table: string,
  columns: Columns<Row>,
  rows: readonly Row[],
): Promise<void> {
  if (rows.length > 0) await send(tx, statementOf('update', table, columns), columnArrays(columns, rows))
}

/** Marks a statement whose text never changes: each connection parses it once (see database.ts). */
export function prepared(name: string): RawBuilder<unknown> {
  return sql.raw(`/* prepared: ${name} */`)
}

const statements = new WeakMap<object, Map<string, Statement>>()

/** Written once per list of columns: lists are constants, and building the text costs more than sending it. */
function statementOf(verb: 'insert' | 'update', table: string, columns: object): Statement {
  const known = statements.get(columns) ?? new Map<string, Statement>()
  statements.set(columns, known)
  const key = `${verb}-${table}`
  const given = Object.entries(columns) as Given
  const statement = known.get(key) ?? { name: `${key}-${digestOf(given)}`, text: texts[verb](table, given) }
  known.set(key, statement)
  return statement
}

type Given = [name: string, type: ColumnType][]

const texts = {
  insert: (table: string, given: Given) => `
    insert into ${table} (${given.map(([name]) => name).join(', ')})
    select ${given.map(([name, type]) => read(name, type)).join(', ')} from ${unnest(given)}`,

  update: (table: string, given: Given) => `
    update ${table} as target
    set ${given.flatMap(([name, type]) => (name === 'id' ? [] : `${name} = ${read(name, type)}`)).join(', ')}
    from ${unnest(given)} where target.id = given.id`,
}

// The same name must mean the same text: the columns are part of it.
function digestOf(given: Given): string {
  return createHash('sha1').update(given.join()).digest('hex').slice(0, 12)
}

function unnest(given: Given): string {
  const parameters = given.map(([, type], n) => `$${n + 1}::${type === 'tags' ? 'text' : type}[]`)
  return `unnest(${parameters.join(', ')}) as given (${given.map(([name]) => name).join(', ')})`
}

// An array of arrays would be a matrix to PostgreSQL: lists travel as JSON text and are opened on arrival.
function read(name: string, type: ColumnType): string {
  return type === 'tags' ? `array(select jsonb_array_elements_text(given.${name}::jsonb))` : `given.${name}`
}

/** One array per column, as the parameters of a statement that opens them with `unnest`. */
export function columnArrays<Row extends object>(columns: Columns<Row>, rows: readonly Row[]): unknown[] {
  return (Object.entries(columns) as Given).map(([name, type]) =>
    arrayOf(
      type === 'tags' ? 'text' : type,
      rows.map((row) => encode(row[name as keyof Row], type)),
    ),
  )
}

function encode(value: unknown, type: ColumnType): unknown {
  if (value === null || value === undefined) return null
  if (type === 'jsonb' || type === 'json' || type === 'tags') return JSON.stringify(value)
  return value
}
