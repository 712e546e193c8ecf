import { AppError, type Snapshot, type SnapshotQuery } from '@switchboard/protocol'
import type { Kysely } from 'kysely'
import type { Db } from '../../db/database.ts'
import type { Schema } from '../../db/schema.ts'
import { listAccounts } from '../accounts/index.ts'
import { listConversations, type ReadDeps } from '../conversations/index.ts'
import { listLabels } from '../labels/index.ts'
import { audiencesOf, listMembers, type Viewer, workspaceView } from '../members/index.ts'
import { newestMessages } from '../messages/index.ts'
import { listSavedViews } from '../saved-views/index.ts'

interface Deps extends ReadDeps {
  db: Db
  /** Where the log stands in this transaction, as a cursor for whoever hears these audiences. */
  cursorAt(tx: Kysely<Schema>, workspaceId: string, audiences: ReadonlySet<string>): Promise<string>
}

/**
 * What a client opens with, at one instant: state and events commit together, so one transaction that reads both is an
 * exact cut, and this plus the events after `cursor` is what a later snapshot would say.
 */
export async function readSnapshot(deps: Deps, viewer: Viewer, query: SnapshotQuery): Promise<Snapshot> {
  const { conversations_limit: limit = 50, messages_limit: each = 0 } = query
  return deps.db.snapshot(async (tx) => {
    const cursor = await deps.cursorAt(tx, viewer.workspace_id, await audiencesOf(tx, viewer))
    const members = await listMembers(tx, viewer)
    const me = members.find((member) => member.id === viewer.member_id)
    if (!me) throw new AppError('unauthenticated', {})
    // Who asks was looked up a moment ago; what they may see is part of this instant.
    const asker = { ...viewer, role: me.role, permissions: new Set(me.permissions) }
    const conversations =
      limit === 0 ? { items: [], next_cursor: null } : await listConversations(deps, tx, asker, { limit })
    return {
      cursor,
      at: deps.now().toISOString(),
      workspace: await workspaceView(tx, viewer.workspace_id),
      me,
      members,
      accounts: asker.permissions.has('inbox.view') ? await listAccounts(tx, viewer.workspace_id) : [],
      labels: await listLabels(tx, asker),
      saved_views: await listSavedViews(tx, asker),
      conversations,
      messages: await newestMessages(
        tx,
        conversations.items.map(({ id }) => id),
        each,
      ),
    }
  })
}
