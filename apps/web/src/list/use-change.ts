import type { ConversationChange } from '@switchboard/protocol'
import { useState } from 'react'
import { t } from '../i18n/t.ts'
import { useClient } from '../live/client-context.tsx'
import { explain } from '../session/explain.ts'
import { toast, toastLater } from '../ui/toast.ts'
import { type ChangeOutcome, changeConversations, type UndoItem, undoChanges } from './change-conversations.ts'

export interface Changing {
  /** What could not be done, until something else is begun. */
  readonly refused: ChangeOutcome['refused']
  /** Changes all of them, says so, and offers to take it back for as long as the notice stands. */
  change(ids: readonly string[], change: ConversationChange): Promise<ChangeOutcome | null>
}

export function useChange(): Changing {
  const client = useClient()
  const [refused, setRefused] = useState<ChangeOutcome['refused']>([])

  async function run(work: () => Promise<ChangeOutcome>): Promise<ChangeOutcome | null> {
    setRefused([])
    try {
      const outcome = await work()
      // One that began earlier may be answered later: it takes nothing away.
      const isHere = new Set(outcome.refused.map(({ conversation_id }) => conversation_id))
      setRefused((before) => [...before.filter((each) => !isHere.has(each.conversation_id)), ...outcome.refused])
      if (outcome.refused.length > 0) toast(t('bulk.refused', { count: outcome.refused.length }), { look: 'bad' })
      return outcome
    } catch (error) {
      toast(explain(error), { look: 'bad' })
      return null
    }
  }

  async function takeBack(items: readonly UndoItem[]): Promise<void> {
    const outcome = await run(() => undoChanges(client, items))
    if (outcome && outcome.done > 0) toast(t('bulk.undone', { count: outcome.done }))
  }

  return {
    refused,
    change(ids, change) {
      const changed = run(() => changeConversations(client, ids, change))
      toastLater(
        changed.then((outcome) => {
          const { undo = [] } = outcome ?? {}
          const action = { label: t('common.undo'), run: () => void takeBack(undo) }
          return undo.length > 0 ? { text: wordsFor(change, undo.length), action } : null
        }),
      )
      return changed
    },
  }
}

function wordsFor({ is_archived, read, unread, assignee_id, ...others }: ConversationChange, count: number): string {
  if (is_archived !== undefined) return t(is_archived ? 'bulk.archived' : 'bulk.unarchived', { count })
  if (read || others.read_up_to_seq !== undefined) return t('bulk.read', { count })
  if (unread || others.unread_from_seq !== undefined) return t('bulk.unread', { count })
  if (assignee_id !== undefined) return t(assignee_id === null ? 'bulk.unassigned' : 'bulk.assigned', { count })
  return t('bulk.labelled', { count })
}
