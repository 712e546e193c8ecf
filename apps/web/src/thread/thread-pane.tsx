import { MessageCircleOff } from 'lucide-react'
import { lazy, Suspense, useMemo } from 'react'
import { useCommand } from '../commands/handlers.ts'
import { t } from '../i18n/t.ts'
import { useInboxAddress } from '../inbox/use-inbox-address.ts'
import type { OpenConversation } from '../inbox/use-open-conversation.ts'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { stillHere } from '../ui/still-here.ts'
import { HeaderSkeleton, MessagesSkeleton } from './skeletons.tsx'

// Not part of what the inbox needs to be there, but there before anybody has chosen a conversation.
const loadOpenThread = () => import('./open-thread.tsx')
const OpenThread = lazy(async () => ({ default: (await loadOpenThread()).OpenThread }))
setTimeout(() => void loadOpenThread().catch(() => {}), 1_000) // asked for again when a thread is opened

/** The conversation that the address names, which may turn out not to be there. */
export function ThreadPane({ conversation, fetched, retry }: OpenConversation) {
  const { open, search } = useInboxAddress()
  // Where somebody was when they asked for a message: the thread may open a while later.
  // biome-ignore lint/correctness/useExhaustiveDependencies: anew for every message that is addressed
  const isExpected = useMemo(stillHere, [search.message])
  useCommand('thread.close', () => open(null))

  if (conversation) {
    return (
      <Suspense fallback={<Loading />}>
        <OpenThread conversation={conversation} fetched={fetched} isExpected={isExpected} onRetry={retry} />
      </Suspense>
    )
  }
  if (fetched === null || fetched === 'done') return <Loading />
  const isMissing = fetched === 'missing'
  return (
    <EmptyState
      icon={MessageCircleOff}
      title={t(isMissing ? 'thread.not_found' : 'thread.not_loaded')}
      text={t(isMissing ? 'thread.not_found_text' : 'errors.no_answer')}
      action={
        isMissing ? (
          <Button onClick={() => open(null)}>{t('commands.back_to_list')}</Button>
        ) : (
          <Button onClick={retry}>{t('common.try_again')}</Button>
        )
      }
    />
  )
}

function Loading() {
  return (
    <div role="status" className="flex min-h-0 flex-1 flex-col">
      <span className="sr-only">{t('common.loading')}</span>
      <HeaderSkeleton />
      <MessagesSkeleton />
    </div>
  )
}
