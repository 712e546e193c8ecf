import type { ConversationView } from '@switchboard/protocol'
import { t } from '../i18n/t.ts'
import { nameOf } from '../inbox/contact-name.ts'
import { PlatformAvatar } from '../inbox/platform-avatar.tsx'
import { Skeleton } from '../ui/skeleton.tsx'

/** The conversation says who it is; the rest is on its way. */
export function PanelSkeleton({ conversation }: { conversation: ConversationView }) {
  return (
    <div role="status">
      <span className="sr-only">{t('common.loading')}</span>
      <div className="flex items-center gap-3.5 px-5 pt-5 pb-4">
        <PlatformAvatar conversation={conversation} size={56} />
        <p className="min-w-0 truncate text-lg font-semibold">
          <bdi>{nameOf(conversation)}</bdi>
        </p>
      </div>
      <LinesSkeleton />
    </div>
  )
}

export function LinesSkeleton() {
  return (
    <span className="grid gap-3.5 px-5 pb-5">
      <Skeleton className="h-4 w-44" />
      <Skeleton className="h-4 w-56" />
      <Skeleton className="h-4 w-32" />
      <Skeleton className="mt-3 h-9" />
      <Skeleton className="h-9" />
    </span>
  )
}
