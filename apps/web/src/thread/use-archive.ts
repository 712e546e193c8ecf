import type { ConversationView } from '@switchboard/protocol'
import { useCommand } from '../commands/handlers.ts'
import { t } from '../i18n/t.ts'
import { useClient } from '../live/client-context.tsx'
import { archive, unarchive } from '../live/conversation-actions.ts'
import { toast } from '../ui/toast.ts'

/** Archives the open conversation, or brings it back. */
export function useArchive({ id, is_archived, last_message }: ConversationView): void {
  const client = useClient()

  function set(toArchived: boolean) {
    if (toArchived) archive(client, id, last_message?.seq)
    else unarchive(client, id)
  }

  useCommand('thread.archive', () => {
    const toArchived = !is_archived
    set(toArchived)
    const action = { label: t('common.undo'), run: () => set(!toArchived) }
    toast(t(toArchived ? 'thread.archived' : 'thread.unarchived'), { action })
  })
}
