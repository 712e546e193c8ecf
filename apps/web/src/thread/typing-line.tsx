import { t } from '../i18n/t.ts'
import { memberName } from '../list/names.ts'
import { useTeamTyping } from '../list/team-typing.ts'
import { useInbox } from '../live/use-inbox.ts'

const nobody: readonly string[] = []

/** Team-mates who are answering, over the end of the list and always of the same height: nothing moves for it. */
export function TypingLine({ conversationId }: { conversationId: string }) {
  const ids = useTeamTyping().get(conversationId) ?? nobody
  const names = useInbox(({ members }) => ids.flatMap((id) => (members.has(id) ? memberName(members.get(id)!) : [])))
  return (
    <div className="pointer-events-none absolute inset-x-0 bottom-0 z-10 flex h-7 items-center px-5">
      {names.length > 0 && (
        <p className="flex items-center gap-2 rounded-full bg-surface px-2 text-sm text-muted">
          <Dots />
          <bdi>
            {names.length > 1
              ? t('thread.several_replying', { count: names.length })
              : t('thread.replying', { name: names[0]! })}
          </bdi>
        </p>
      )}
    </div>
  )
}

/** Those who want no motion have the words. */
function Dots() {
  return (
    <span aria-hidden="true" className="flex gap-0.5 motion-reduce:hidden">
      {[0, 150, 300].map((delay) => (
        <span
          key={delay}
          className="size-1.5 animate-pulse rounded-full bg-muted"
          style={{ animationDelay: `${delay}ms` }}
        />
      ))}
    </span>
  )
}
