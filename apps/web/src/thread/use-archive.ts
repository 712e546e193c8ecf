import type { ConversationView } from '@switchboard/protocol'
import { useCommand } from '../commands/handlers.ts'
import { t } from '../i18n/t.ts'
import { useClient } from '../live/client-context.tsx'
import { explain } from '../session/explain.ts'
import { toast } from '../ui/toast.ts'

/** Archives the open conversation, or brings it back; the live stream shows that it was done. */
export function useArchive({ id, is_archived }: ConversationView): void {
  const { requests } = useClient()

  async function set(toArchived: boolean, canUndo: boolean) {
    const { archive, unarchive } = requests.conversations
    try {
      await (toArchived ? archive(id) : unarchive(id))
      if (!canUndo) return
      const action = { label: t('common.undo'), run: () => void set(!toArchived, false) }
      toast(t(toArchived ? 'thread.archived' : 'thread.unarchived'), { action })
    } catch (error) {
      toast(explain(error), { look: 'bad' })
    }
  }

  useCommand('thread.archive', () => void set(!is_archived, true))
}
