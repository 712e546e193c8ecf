import { sql } from 'kysely'
import type { Tx } from '../../db/database.ts'
import { isUuid } from '../../db/uuid.ts'

/** Keeps these labels from being removed until the commit, and says which of them there are in the workspace. */
export async function holdLabels(tx: Tx, workspaceId: string, ids: readonly string[]): Promise<Set<string>> {
  const wanted = [...new Set(ids)].filter(isUuid)
  if (wanted.length === 0) return new Set()
  const { rows } = await sql<{ id: string }>`
    select id from labels where workspace_id = ${workspaceId} and id = any(${wanted}::uuid[])
    order by id for key share`.execute(tx)
  return new Set(rows.map(({ id }) => id))
}
