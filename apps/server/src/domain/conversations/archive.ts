import type { ConversationView } from '@switchboard/protocol'
import type { Db } from '../../db/database.ts'
import { requireUuid } from '../../db/uuid.ts'
import { refuseWithout, type Viewer } from '../members/index.ts'
import { accessConversation, recount } from './lock.ts'
import { getConversation, type ReadDeps } from './queries.ts'
import { writeBack } from './write-back.ts'

interface Deps extends ReadDeps {
  db: Db
}

/** Puts a conversation away, or brings it back; doing it twice is once. A customer who writes brings it back as well. */
export async function setArchived(
  deps: Deps,
  viewer: Viewer,
  id: string,
  isArchived: boolean,
): Promise<ConversationView> {
  requireUuid(id)
  return deps.db.transaction(async (tx) => {
    const { account, conversation } = await accessConversation(tx, viewer, id)
    refuseWithout(viewer, 'inbox.reply')
    if (conversation.is_archived !== isArchived) {
      recount(account, conversation, () => {
        conversation.is_archived = isArchived
        conversation.updated_at = deps.now()
      })
      await writeBack(deps, tx, new Map([[account.id, account]]), [{ conversation }])
    }
    return getConversation(deps, tx, viewer, id)
  })
}
