import { isAnswerTo, type Operation } from '@switchboard/sdk'
import { useEffect } from 'react'
import { t } from '../i18n/t.ts'
import { explainRefused } from '../session/explain.ts'
import { toast } from '../ui/toast.ts'
import { isAwaited } from './change-many.ts'
import { useClient } from './client-context.tsx'

/**
 * Says what the server would not do, once and in one tab, and takes it back. A note that somebody wrote stays before
 * their eyes, and can be sent again.
 */
export function useRefusals(): void {
  const { operations } = useClient()
  useEffect(() => {
    const told = new Set<string>()

    function look() {
      if (!document.hasFocus()) return // then another tab says it, or this one later
      for (const operation of operations.operations) {
        if (operation.state !== 'needs_attention' || told.has(operation.id) || isAwaited(operation)) continue
        told.add(operation.id)
        tell(operation)
      }
    }

    function tell(operation: Operation) {
      const { id, kind } = operation
      // Nobody asked for it: the page did. It stays unread, which is true.
      if (kind === 'read') return operations.discard(id)
      const isWriting = kind === 'add_note' || kind === 'change_note'
      if (!isWriting) operations.discard(id)
      const action = isWriting ? { label: t('common.try_again'), run: () => again(id) } : archiveAnyway(operation)
      const words = isWriting ? `${t('panel.note_failed')} ${explainRefused(operation.error)}` : wordsFor(operation)
      toast(words, { look: 'bad', action })
    }

    function again(id: string) {
      told.delete(id)
      operations.retry(id)
    }

    function archiveAnyway({ kind, payload, error }: Operation) {
      if (kind !== 'archive' || error?.code !== 'written_since') return null
      const { conversation_id } = payload
      return { label: t('offline.archive_anyway'), run: () => void operations.add('archive', { conversation_id }) }
    }

    look()
    const unsubscribe = operations.subscribe(look)
    // Of many, some may be refused while the others are done.
    const stopHearing = operations.onAnswer((operation, answer) => {
      if (isAwaited(operation)) return
      if (!isAnswerTo('change', operation, answer) && !isAnswerTo('undo', operation, answer)) return
      const count = answer.items.filter(({ error }) => error !== null).length
      if (count > 0) toast(t('bulk.refused', { count }), { look: 'bad' })
    })
    addEventListener('focus', look)
    return () => {
      unsubscribe()
      removeEventListener('focus', look)
      stopHearing()
    }
  }, [operations])
}

function wordsFor(operation: Operation): string {
  const { error } = operation
  if (error?.code === 'written_since') return t('offline.written_since')
  if (error?.code === 'not_found') return t('offline.gone')
  return t('offline.refused', { why: explainRefused(operation.error) })
}
