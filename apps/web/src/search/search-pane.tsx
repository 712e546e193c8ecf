import type { ContactHit, MessageHit } from '@switchboard/protocol'
import { Link } from '@tanstack/react-router'
import { History, RotateCw, SearchX } from 'lucide-react'
import { type FocusEvent, type KeyboardEvent, useState } from 'react'
import { shortTime } from '../i18n/format.ts'
import { t } from '../i18n/t.ts'
import { nameOf } from '../inbox/contact-name.ts'
import { keepFilters } from '../inbox/inbox-search.ts'
import { PlatformAvatar } from '../inbox/platform-avatar.tsx'
import { useInboxAddress } from '../inbox/use-inbox-address.ts'
import { SkeletonRows } from '../list/conversation-list.tsx'
import { DirectionMark } from '../list/row-marks.tsx'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { Highlighted, rangesOf } from './highlighted.tsx'
import { forgetSearches, recentSearches, rememberSearch } from './recent-searches.ts'
import { searchFieldId, searchPaneId } from './search-box.tsx'
import { type Hits, useSearch } from './use-search.ts'
import type { SearchText } from './use-search-text.ts'

interface Props {
  text: SearchText
  now: string
}

/** People and messages that were found; before anything is searched for, what can be. */
export function SearchPane({ text, now }: Props) {
  const { hits, status, retry, more } = useSearch(text.query)
  const isNothing = hits !== null && hits.contacts.length + hits.messages.length === 0
  return (
    <section
      id={searchPaneId}
      aria-label={t('search.results')}
      aria-busy={status === 'searching'}
      onKeyDown={walk}
      onBlur={(event) => leave(event, text)}
      className="min-h-0 flex-1 overflow-y-auto overscroll-contain"
    >
      <p role="status" className="sr-only">
        {hits && status === 'idle' && announce(hits)}
      </p>
      {text.query === '' ? (
        <Start text={text} />
      ) : status === 'failed' ? (
        <div role="alert" className="flex items-center justify-between gap-3 px-4 py-3">
          <span className="text-muted">{t('search.failed')}</span>
          <Button size="sm" onClick={retry}>
            <RotateCw size={14} aria-hidden="true" />
            {t('common.try_again')}
          </Button>
        </div>
      ) : !hits || (isNothing && status === 'searching') ? (
        <SkeletonRows count={5} height={72} />
      ) : isNothing && hits.next_cursor === null ? (
        <EmptyState icon={SearchX} title={t('search.nothing', { query: hits.query })} text={t('search.nothing_text')} />
      ) : (
        <Found
          {...{ hits, now, more }}
          isSearching={status === 'searching'}
          onOpen={() => rememberSearch(text.query)}
        />
      )}
    </section>
  )
}

interface FoundProps {
  hits: Hits
  now: string
  isSearching: boolean
  more(): void
  onOpen(): void
}

function Found({ hits, now, isSearching, more, onOpen }: FoundProps) {
  return (
    <>
      {hits.contacts.length > 0 && (
        <section aria-label={t('search.contacts')}>
          <h2 className="px-4 pt-3 pb-1 text-xs font-medium text-muted">{t('search.contacts')}</h2>
          <ul>
            {hits.contacts.map((hit) => (
              <li key={`${hit.contact.id} ${hit.conversation_id}`}>
                <ContactRow {...{ hit, onOpen }} query={hits.query} />
              </li>
            ))}
          </ul>
        </section>
      )}
      {(hits.messages.length > 0 || hits.next_cursor !== null) && (
        <section aria-label={t('search.messages')}>
          <h2 className="px-4 pt-3 pb-1 text-xs font-medium text-muted">{t('search.messages')}</h2>
          <ul>
            {hits.messages.map((hit) => (
              <li key={hit.message.id}>
                <MessageRow {...{ hit, now, onOpen }} />
              </li>
            ))}
          </ul>
          {hits.next_cursor !== null && (
            <div className="grid place-items-center p-3">
              <Button size="sm" isBusy={isSearching} onClick={more}>
                {t('search.more')}
              </Button>
            </div>
          )}
        </section>
      )}
    </>
  )
}

const rowLook =
  'flex min-h-14 items-center gap-3 px-4 py-2 hover:bg-hover focus-visible:-outline-offset-2 aria-[current]:bg-selected'

function ContactRow({ hit, query, onOpen }: { hit: ContactHit; query: string; onOpen(): void }) {
  const { view, search, conversationId } = useInboxAddress()
  const { contact, conversation_id: id, conversation } = hit
  const name = nameOf({ contact })
  const handle = contact.username ? `@${contact.username}` : contact.phone
  const words = (
    <span className="min-w-0 flex-1">
      <bdi className="block truncate font-medium">
        <Highlighted text={name} ranges={rangesOf(name, query)} />
      </bdi>
      {handle && handle !== name && (
        <bdi dir="ltr" className="block truncate text-sm text-muted">
          <Highlighted text={handle} ranges={rangesOf(handle, query)} />
        </bdi>
      )}
    </span>
  )
  if (id === null || conversation === null) return <span className={rowLook}>{words}</span>
  return (
    <Link
      to="/inbox/$view/{-$conversationId}"
      params={{ view, conversationId: id }}
      search={keepFilters(search)}
      aria-current={id === conversationId && search.message === undefined ? 'page' : undefined}
      onClick={onOpen}
      className={rowLook}
    >
      <PlatformAvatar conversation={{ ...conversation, contact }} size={34} />
      {words}
    </Link>
  )
}

/** Leads to the message itself, in the midst of what was said around it. */
function MessageRow({ hit, now, onOpen }: { hit: MessageHit; now: string; onOpen(): void }) {
  const { view, search } = useInboxAddress()
  const { message, conversation, snippet, highlights } = hit
  return (
    <Link
      to="/inbox/$view/{-$conversationId}"
      params={{ view, conversationId: conversation.id }}
      search={{ ...keepFilters(search), message: message.id }}
      aria-current={search.message === message.id ? 'page' : undefined}
      onClick={onOpen}
      className={rowLook}
    >
      <PlatformAvatar conversation={conversation} size={34} />
      <span className="min-w-0 flex-1">
        <span className="flex items-baseline gap-2">
          <bdi className="flex-1 truncate font-medium">{nameOf(conversation)}</bdi>
          <time dateTime={message.sent_at} className="shrink-0 text-xs text-muted tabular-nums">
            {shortTime(message.sent_at, Date.parse(now))}
          </time>
        </span>
        <span className="flex items-start gap-1 text-muted">
          {message.direction === 'outbound' && (
            <span className="mt-0.5">
              <DirectionMark status={message.status} />
            </span>
          )}
          <bdi className="line-clamp-2 flex-1 wrap-anywhere">
            <Highlighted text={snippet} ranges={highlights} />
          </bdi>
        </span>
      </span>
    </Link>
  )
}

const operators = [
  { text: 'from:', hint: 'search.from' },
  { text: 'in:', hint: 'search.in' },
  { text: 'is:unread', hint: 'search.is' },
  { text: 'has:image', hint: 'search.has' },
  { text: 'after:', hint: 'search.after' },
  { text: 'before:', hint: 'search.before' },
] as const

/** What was searched for lately, and how to say more precisely what is wanted. */
function Start({ text }: { text: SearchText }) {
  const [recent, setRecent] = useState(recentSearches)
  function insert(operator: string) {
    const next = `${text.typed.trimEnd()} ${operator}`.trimStart()
    text.type(operator.endsWith(':') ? next : `${next} `)
    focusField()
  }
  return (
    <div className="px-2 py-2">
      {recent.length > 0 && (
        <section aria-label={t('search.recent')} className="mb-2">
          <div className="flex items-center justify-between px-2">
            <h2 className="text-xs font-medium text-muted">{t('search.recent')}</h2>
            <Button
              look="ghost"
              size="sm"
              className="px-1.5 text-xs text-muted"
              onClick={() => {
                forgetSearches()
                setRecent([])
                focusField()
              }}
            >
              {t('search.forget')}
            </Button>
          </div>
          <ul>
            {recent.map((query) => (
              <li key={query}>
                <button
                  type="button"
                  onClick={() => text.submit(query)}
                  className="flex min-h-8 w-full items-center gap-2.5 rounded-md px-2 hover:bg-hover focus-visible:-outline-offset-2"
                >
                  <History size={14} aria-hidden="true" className="shrink-0 text-muted" />
                  <bdi className="truncate">{query}</bdi>
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
      <section aria-label={t('search.operators')}>
        <h2 className="px-2 py-1 text-xs font-medium text-muted">{t('search.operators')}</h2>
        <ul>
          {operators.map(({ text: operator, hint }) => (
            <li key={operator}>
              <button
                type="button"
                onClick={() => insert(operator)}
                className="flex min-h-8 w-full items-center gap-3 rounded-md px-2 text-start hover:bg-hover focus-visible:-outline-offset-2"
              >
                <code dir="ltr" className="w-20 shrink-0 font-mono text-sm text-accent-text">
                  {operator}
                </code>
                <span className="min-w-0 flex-1 text-sm text-muted">{t(hint)}</span>
              </button>
            </li>
          ))}
        </ul>
      </section>
    </div>
  )
}

function focusField(): void {
  document.getElementById(searchFieldId)?.focus()
}

function announce({ contacts, messages, next_cursor }: Hits): string {
  const found = t(next_cursor === null ? 'search.found_messages' : 'search.found_more', { count: messages.length })
  return `${t('search.found_contacts', { count: contacts.length })}, ${found}`
}

/** Up and down through everything that can be chosen, and from the first back to the field. */
function walk(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
  const stops = [...event.currentTarget.querySelectorAll<HTMLElement>('a, button')]
  const at = stops.indexOf(document.activeElement as HTMLElement)
  if (at === -1) return
  event.preventDefault()
  const next = stops[at + (event.key === 'ArrowDown' ? 1 : -1)]
  if (next) next.focus()
  else if (event.key === 'ArrowUp') focusField()
}

function leave({ currentTarget, relatedTarget }: FocusEvent<HTMLElement>, text: SearchText): void {
  if (!(relatedTarget instanceof Node) || currentTarget.contains(relatedTarget)) return
  if (relatedTarget instanceof Element && relatedTarget.id === searchFieldId) return
  text.leave()
}
