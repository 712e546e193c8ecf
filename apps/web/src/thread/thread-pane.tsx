import type { ConversationView } from '@switchboard/protocol'
import { ApiError, threadOf } from '@switchboard/sdk'
import { MessageCircleOff } from 'lucide-react'
import { useEffect, useState } from 'react'
import { CommandButton } from '../commands/command-button.tsx'
import { useCommand } from '../commands/handlers.ts'
import { t } from '../i18n/t.ts'
import { nameOf } from '../inbox/contact-name.ts'
import { PlatformAvatar } from '../inbox/platform-avatar.tsx'
import { useInboxAddress } from '../inbox/use-inbox-address.ts'
import { useClient } from '../live/client-context.tsx'
import { useInbox } from '../live/use-inbox.ts'
import { useWidth } from '../shell/use-width.ts'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { Skeleton } from '../ui/skeleton.tsx'
import { ThreadView } from './thread-view.tsx'
import { useArchive } from './use-archive.ts'

/** A conversation by its address: one that is not held is fetched, and may turn out not to be there. */
export function ThreadPane({ conversationId }: { conversationId: string }) {
  const { load } = useClient()
  const { open } = useInboxAddress()
  const conversation = useInbox((state) => state.conversations.get(conversationId))
  const [problem, setProblem] = useState<'missing' | 'failed' | null>(null)
  const [attempt, setAttempt] = useState(0)
  useCommand('thread.close', () => open(null))

  // Also for one that is held: if only an event has told of it, it came without its messages.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt asks again
  useEffect(() => {
    setProblem(null)
    load.conversation(conversationId).catch((error: unknown) => {
      setProblem(error instanceof ApiError && !error.retry ? 'missing' : 'failed')
    })
  }, [load, conversationId, attempt])

  if (conversation) return <OpenThread conversation={conversation} />
  if (!problem) return <Loading />
  return (
    <EmptyState
      icon={MessageCircleOff}
      title={t(problem === 'missing' ? 'thread.not_found' : 'thread.not_loaded')}
      text={t(problem === 'missing' ? 'thread.not_found_text' : 'errors.no_answer')}
      action={
        problem === 'missing' ? (
          <Button onClick={() => open(null)}>{t('commands.back_to_list')}</Button>
        ) : (
          <Button onClick={() => setAttempt(attempt + 1)}>{t('common.try_again')}</Button>
        )
      }
    />
  )
}

function OpenThread({ conversation }: { conversation: ConversationView }) {
  const width = useWidth()
  const { search } = useInboxAddress()
  const thread = useInbox((state) => threadOf(state, conversation.id))
  useArchive(conversation)
  const { contact } = conversation
  const handles = [contact?.username && `@${contact.username}`, contact?.phone].filter(Boolean).join(' · ')
  return (
    <>
      <header className="flex min-h-14 items-center gap-3 border-b border-line px-4 py-2 max-md:ps-2">
        {width === 'phone' && <CommandButton id="thread.close" isDirectional />}
        <PlatformAvatar conversation={conversation} size={34} />
        <div className="min-w-0 flex-1">
          <h2 className="truncate font-semibold">
            <bdi>{nameOf(conversation)}</bdi>
          </h2>
          {handles && (
            <p className="truncate text-sm text-muted">
              <bdi dir="ltr">{handles}</bdi>
            </p>
          )}
        </div>
        <CommandButton id="thread.archive" isPressed={conversation.is_archived} />
        <CommandButton id="panel.toggle" isPressed={search.panel === true} />
      </header>
      <ThreadView conversation={conversation} thread={thread} />
    </>
  )
}

function Loading() {
  return (
    <div role="status" className="flex flex-1 flex-col">
      <span className="sr-only">{t('common.loading')}</span>
      <span className="flex min-h-14 items-center gap-3 border-b border-line px-4">
        <Skeleton className="size-9 rounded-full" />
        <Skeleton className="h-4 w-40" />
      </span>
      <span className="grid gap-3 p-6">
        <Skeleton className="h-9 w-64" />
        <Skeleton className="h-9 w-48" />
        <Skeleton className="ms-auto h-9 w-56" />
      </span>
    </div>
  )
}
