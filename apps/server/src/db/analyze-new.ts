import { type Kysely, sql } from 'kysely'
import type { Schema } from './schema.ts'

/** A smaller table is read as a whole whatever is known of it. */
const worth_bytes = 1_000_000

/**
 * Has PostgreSQL look at the tables that have grown without ever having been looked at. It does that by itself a minute
 * after they have changed much, but a server that ends sooner, again and again, forgets how much that was: then every
 * plan is a guess, and guesses read whole tables. Leaves those alone that somebody else is looking at, and the rest when
 * it is `stopped`. Answers with the names of all.
 */
export async function analyzeNew(db: Kysely<Schema>, stopped = () => false): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select relname as name from pg_class
    where relnamespace = current_schema()::regnamespace and relkind = 'r' and reltuples < 0
      and pg_relation_size(oid) >= ${worth_bytes}`.execute(db)
  for (const { name } of rows) if (!stopped()) await sql`analyze (skip_locked) ${sql.table(name)}`.execute(db)
  return rows.map(({ name }) => name)
}
