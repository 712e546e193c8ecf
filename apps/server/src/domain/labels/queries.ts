import type { LabelView } from '@switchboard/protocol'
import { type Kysely, sql } from 'kysely'
import type { Schema } from '../../db/schema.ts'
import type { Viewer } from '../members/index.ts'
import { labelView } from './label.ts'

/** All labels of the workspace, by name, for whoever sees its inbox. */
export async function listLabels(db: Kysely<Schema>, viewer: Viewer): Promise<LabelView[]> {
  if (!viewer.permissions.has('inbox.view')) return []
  const rows = await db
    .selectFrom('labels')
    .selectAll()
    .where('workspace_id', '=', viewer.workspace_id)
    .orderBy(sql`lower(name)`)
    .execute()
  return rows.map(labelView)
}

/**
 * The labels of a conversation's row that there still are, as a column in the place of its own: an id of a removed label
 * stays in the row for a while and counts for nothing.
 */
export function presentLabels(table: string) {
  const labels = sql.ref(`${table}.labels`)
  return sql`case when ${labels} = '{}' then ${labels} else array(
    select l.id::text from labels l where l.id = any(${labels}::uuid[]) order by l.id) end as labels`
}
