import type { MessageView, Reaction } from '@switchboard/protocol'
import type { InboxState } from '@switchboard/sdk'
import { formatNumber } from '../i18n/format.ts'
import { t } from '../i18n/t.ts'
import { useInbox } from '../live/use-inbox.ts'
import { Tooltip } from '../ui/tooltip.tsx'

interface Props {
  message: MessageView
  contactName: string
}

/** One chip per emoji: how many, and behind it who. */
export function Reactions({ message: { reactions, direction }, contactName }: Props) {
  const names = useInbox((state) => reactions.map(({ by }) => nameOf(state, by, contactName)))
  const people = reactions.map(({ emoji }, n) => ({ emoji, name: names[n]! }))
  const byEmoji = Map.groupBy(people, ({ emoji }) => emoji)

  return (
    <ul
      aria-label={t('thread.reactions')}
      className={`relative -mt-1 flex flex-wrap gap-1 px-2 ${direction === 'outbound' ? 'justify-end' : ''}`}
    >
      {[...byEmoji].map(([emoji, who]) => (
        <li key={emoji}>
          <Tooltip text={who.map(({ name }) => name).join(', ')}>
            <button
              type="button"
              className="inline-flex h-6 items-center gap-1 rounded-full border border-line bg-raised px-2 text-sm"
            >
              <span aria-hidden="true" className="[font-variant-emoji:emoji]">
                {emoji}
              </span>
              {who.length > 1 && (
                <span aria-hidden="true" className="text-xs text-muted tabular-nums">
                  {formatNumber(who.length)}
                </span>
              )}
              <span className="sr-only">
                {t('thread.reacted', { emoji, names: who.map(({ name }) => name).join(', ') })}
              </span>
            </button>
          </Tooltip>
        </li>
      ))}
    </ul>
  )
}

function nameOf({ accounts, members, me }: InboxState, { kind, id }: Reaction['by'], contactName: string): string {
  if (kind === 'contact') return contactName
  if (kind === 'account') return accounts.get(id)?.name ?? t('thread.us')
  if (id === me.id) return t('thread.you')
  return members.get(id)?.name ?? t('thread.us')
}
