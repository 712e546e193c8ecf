import { AppError } from '@switchboard/protocol'
import type { Tx } from '../../db/database.ts'
import { isUuid } from '../../db/uuid.ts'
import { isActive, roleMay, type Viewer } from '../members/index.ts'

/** Says of each of these members why no conversation can be given to them; null: it can. */
export async function findAssignees(tx: Tx, viewer: Viewer, ids: readonly string[]) {
  const wanted = [...new Set(ids)].filter(isUuid)
  const rows = wanted.length === 0 ? [] : await membersWith(tx, viewer.workspace_id, wanted)
  const members = new Map(rows.map((row) => [row.id, row]))
  return (id: string): AppError | null => {
    const member = members.get(id)
    if (!member || member.removed_at !== null) return new AppError('not_found', {}, 'There is no such member.')
    if (isActive(member) && roleMay(member.role, 'inbox.view')) return null
    const problem = 'is a member who does not see the inbox'
    return new AppError('bad_request', { problems: [{ path: '/assignee_id', problem }] }, `This ${problem}.`)
  }
}

function membersWith(tx: Tx, workspaceId: string, ids: readonly string[]) {
  return tx
    .selectFrom('members')
    .select(['id', 'role', 'is_disabled', 'removed_at'])
    .where('workspace_id', '=', workspaceId)
    .where('id', 'in', ids)
    .execute()
}
