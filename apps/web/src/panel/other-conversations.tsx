import type { ConversationView } from '@switchboard/protocol'
import type { InboxState } from '@switchboard/sdk'
import { Link } from '@tanstack/react-router'
import { useCallback } from 'react'
import { dateAndTime, shortTime } from '../i18n/format.ts'
import { t } from '../i18n/t.ts'
import { previewOf } from '../inbox/message-words.ts'
import { PlatformMark, platformName } from '../inbox/platform-mark.tsx'
import { useInboxAddress } from '../inbox/use-inbox-address.ts'
import { useInbox } from '../live/use-inbox.ts'
import { Section } from './section.tsx'
import type { Person } from './use-person.ts'

/** Where else the same person writes. */
export function OtherConversations({ conversation, person }: { conversation: ConversationView; person: Person }) {
  // A conversation keeps the contact that it began with, also when that one has turned out to be somebody.
  const contactIds = [person.id, conversation.contact?.id, ...person.merged_from.map(({ id }) => id)].join()
  const select = useCallback(
    (state: InboxState) =>
      [...state.conversations.values()]
        .filter(({ id, contact }) => id !== conversation.id && contact && contactIds.includes(contact.id))
        .toSorted((a, b) => (b.last_message_at ?? b.created_at).localeCompare(a.last_message_at ?? a.created_at)),
    [conversation.id, contactIds],
  )
  const others = useInbox(select)
  return (
    <Section name="conversations" title={t('panel.conversations')}>
      {others.length === 0 && <p className="text-muted">{t('panel.conversations_none')}</p>}
      <ul className="-mx-2 grid">
        {others.map((other) => (
          <li key={other.id}>
            <ToConversation conversation={other} />
          </li>
        ))}
      </ul>
    </Section>
  )
}

function ToConversation({ conversation }: { conversation: ConversationView }) {
  const { id, platform, account_id, last_message, last_message_at, created_at, unread_count } = conversation
  const { search } = useInboxAddress()
  const account = useInbox((state) => (account_id ? state.accounts.get(account_id) : undefined))
  const { panel: _, ...filters } = search
  const at = last_message_at ?? created_at
  return (
    <Link
      to="/inbox/$view/{-$conversationId}"
      // In the view of everything: the one that is open here may not hold it.
      params={{ view: 'all', conversationId: id }}
      search={filters}
      className="flex items-center gap-2.5 rounded-md px-2 py-1.5 hover:bg-hover"
    >
      <PlatformMark platform={platform} size={18} />
      <span className="min-w-0 flex-1">
        <span className="flex items-baseline gap-2">
          <span className="min-w-0 flex-1 truncate text-sm text-muted">
            {platformName(platform)}
            {account && (
              <>
                {' · '}
                <bdi>{account.name}</bdi>
              </>
            )}
          </span>
          <time dateTime={at} title={dateAndTime(at)} className="shrink-0 text-xs text-muted">
            {shortTime(at)}
          </time>
        </span>
        <span className="flex items-center gap-2">
          <bdi className="min-w-0 flex-1 truncate">{last_message ? previewOf(last_message) : ''}</bdi>
          {unread_count > 0 && (
            <span className="size-2 shrink-0 rounded-full bg-accent">
              <span className="sr-only">{t('panel.conversations_unread')}</span>
            </span>
          )}
        </span>
      </span>
    </Link>
  )
}
