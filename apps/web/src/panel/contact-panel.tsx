import type { ConversationView, ReplyPolicy } from '@switchboard/protocol'
import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { dateAndTime, relativeTime } from '../i18n/format.ts'
import { t } from '../i18n/t.ts'
import { nameOf } from '../inbox/contact-name.ts'
import { PlatformMark, platformName } from '../inbox/platform-mark.tsx'
import { useInbox } from '../live/use-inbox.ts'
import { Avatar } from '../ui/avatar.tsx'
import { Badge } from '../ui/badge.tsx'
import { IconButton } from '../ui/icon-button.tsx'

interface Props {
  conversation: ConversationView
  onClose(): void
}

/** Who the customer is, as far as the platform says. */
export function ContactPanel({ conversation, onClose }: Props) {
  const { contact, platform, account_id, assignee_id, labels, reply_policy, created_at } = conversation
  const account = useInbox((state) => (account_id ? state.accounts.get(account_id) : undefined))
  const assignee = useInbox((state) => (assignee_id ? state.members.get(assignee_id) : undefined))
  return (
    <>
      <header className="flex min-h-14 items-center justify-between border-b border-line ps-5 pe-3">
        <h2 className="font-semibold">{t('panel.title')}</h2>
        <IconButton icon={X} label={t('panel.close')} onClick={onClose} />
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto px-5 py-5">
        <div className="flex flex-col items-center gap-3 pb-5 text-center">
          <Avatar id={contact?.id ?? conversation.id} name={nameOf(conversation)} src={contact?.avatar_url} size={64} />
          <div className="max-w-full">
            <p className="truncate text-lg font-semibold">
              <bdi>{nameOf(conversation)}</bdi>
            </p>
            <p className="mt-0.5 inline-flex items-center gap-2 text-muted">
              <PlatformMark platform={platform} />
              {platformName(platform)}
            </p>
          </div>
        </div>
        <dl className="grid gap-3.5 border-t border-line pt-4">
          {contact?.username && (
            <Fact label={t('panel.username')}>
              <bdi dir="ltr">@{contact.username}</bdi>
            </Fact>
          )}
          {contact?.phone && (
            <Fact label={t('panel.phone')}>
              <bdi dir="ltr">{contact.phone}</bdi>
            </Fact>
          )}
          {account && (
            <Fact label={t('panel.writes_to')}>
              <bdi>{account.name}</bdi>
            </Fact>
          )}
          {assignee && (
            <Fact label={t('panel.assignee')}>
              <bdi>{assignee.name ?? assignee.email}</bdi>
            </Fact>
          )}
          <Fact label={t('panel.reply_window')}>
            <ReplyWindow policy={reply_policy} />
          </Fact>
          {labels.length > 0 && (
            <Fact label={t('panel.labels')}>
              <span className="flex flex-wrap gap-1">
                {labels.map((label) => (
                  <Badge key={label}>{label}</Badge>
                ))}
              </span>
            </Fact>
          )}
          <Fact label={t('panel.since')}>
            <time dateTime={created_at}>{dateAndTime(created_at)}</time>
          </Fact>
        </dl>
      </div>
    </>
  )
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <dt className="text-sm text-muted">{label}</dt>
      <dd className="mt-0.5 wrap-anywhere">{children}</dd>
    </div>
  )
}

function ReplyWindow({ policy: { state, expires_at } }: { policy: ReplyPolicy }) {
  const look = state === 'open' ? 'good' : state === 'blocked' ? 'bad' : 'warn'
  return (
    <span className="flex flex-wrap items-center gap-2">
      <Badge look={look}>{t(`reply_policy.${state}`)}</Badge>
      {state === 'open' && expires_at && (
        <span className="text-sm text-muted">{t('panel.closes', { when: relativeTime(expires_at) })}</span>
      )}
    </span>
  )
}
