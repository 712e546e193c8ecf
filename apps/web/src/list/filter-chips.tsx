import type { InboxState } from '@switchboard/sdk'
import { BookmarkPlus, X } from 'lucide-react'
import { lazy, type ReactNode, Suspense, useEffect, useRef, useState } from 'react'
import { t } from '../i18n/t.ts'
import { filtersOf, type InboxFilters } from '../inbox/inbox-search.ts'
import { addressOf, keyOf, queryOf } from '../inbox/list-query.ts'
import { PlatformMark, platformName } from '../inbox/platform-mark.tsx'
import { useInboxAddress } from '../inbox/use-inbox-address.ts'
import { useInbox } from '../live/use-inbox.ts'
import { Button } from '../ui/button.tsx'
import { labelColor } from '../ui/label-color.ts'
import { memberName } from './names.ts'

const SaveViewDialog = lazy(async () => ({ default: (await import('./save-view-dialog.tsx')).SaveViewDialog }))

type Names = Pick<InboxState, 'accounts' | 'members' | 'labels'>

interface Chip {
  name: keyof InboxFilters
  text: string
  lead?: ReactNode
}

/** What narrows the list, each to be taken away by itself. */
export function FilterChips() {
  const { view, search, refine, show } = useInboxAddress()
  const filters = filtersOf(search)
  const names = useInbox(({ accounts, members, labels }) => ({ accounts, members, labels }))
  const here = keyOf(queryOf(view, filters))
  const isSaved = useInbox((state) =>
    [...state.saved_views.values()].some(({ filter }) => {
      const address = addressOf(filter)
      return keyOf(queryOf(address.view, address.filters)) === here
    }),
  )
  const [isSaving, setSaving] = useState(false)
  const mayLoseFocus = useRef(false)
  // The button that a view is saved with goes away when the view is known, before or after the dialog has closed.
  useEffect(() => {
    if (!mayLoseFocus.current || isSaving || !isSaved) return
    mayLoseFocus.current = false
    if (document.activeElement === document.body) keepFocus()
  }, [isSaving, isSaved])
  return (
    <div className="flex flex-wrap items-center gap-1 border-b border-line px-4 py-2">
      <ul aria-label={t('filters.title')} className="contents">
        {chipsOf(names, filters).map(({ name, text, lead }) => (
          <li key={name}>
            <button
              type="button"
              aria-label={t('filters.remove', { filter: text })}
              onClick={() => {
                keepFocus()
                refine({ [name]: undefined })
              }}
              className="inline-flex h-6 max-w-52 items-center gap-1.5 rounded-full border border-line bg-sunken ps-2 pe-1.5 text-sm hover:bg-hover"
            >
              {lead}
              <bdi className="truncate">{text}</bdi>
              <X size={13} aria-hidden="true" className="shrink-0 text-muted" />
            </button>
          </li>
        ))}
      </ul>
      <Button
        look="ghost"
        size="sm"
        className="ms-auto h-6 px-1.5 text-muted"
        onClick={() => {
          keepFocus()
          show(view, {})
        }}
      >
        {t('filters.clear')}
      </Button>
      {!isSaved && (
        <Button
          look="ghost"
          size="sm"
          className="h-6 px-1.5 text-accent-text"
          onClick={() => {
            mayLoseFocus.current = true
            setSaving(true)
          }}
        >
          <BookmarkPlus size={14} aria-hidden="true" />
          {t('filters.save')}
        </Button>
      )}
      {isSaving && (
        <Suspense fallback={null}>
          <SaveViewDialog onClose={() => setSaving(false)} />
        </Suspense>
      )}
    </div>
  )
}

/** What takes itself away would take the focus along. */
function keepFocus(): void {
  document.querySelector<HTMLElement>('[data-filters]')?.focus()
}

/** What somebody else has removed is named as such: the list is empty for that reason. */
function chipsOf({ accounts, members, labels }: Names, filters: InboxFilters): Chip[] {
  const { platform, account_id, assignee, label, unread, window, failed, name } = filters
  const chips: (Chip | undefined)[] = [
    platform && {
      name: 'platform',
      text: platformName(platform),
      lead: <PlatformMark platform={platform} size={14} />,
    },
    account_id ? { name: 'account_id', text: accounts.get(account_id)?.name ?? t('filters.gone') } : undefined,
    assignee
      ? { name: 'assignee', text: t('filters.assigned_to', { name: assigneeName(members, assignee) }) }
      : undefined,
    label ? labelChip(labels, label) : undefined,
    unread ? { name: 'unread', text: t('filters.unread') } : undefined,
    window && { name: 'window', text: t(`filters.window_${window}`) },
    failed ? { name: 'failed', text: t('filters.failed') } : undefined,
    name ? { name: 'name', text: t('filters.named', { name }) } : undefined,
  ]
  return chips.filter((chip) => chip !== undefined)
}

function assigneeName(members: InboxState['members'], assignee: string): string {
  if (assignee === 'me') return t('filters.me')
  if (assignee === 'none') return t('filters.nobody')
  const member = members.get(assignee)
  return member ? memberName(member) : t('filters.gone')
}

function labelChip(labels: InboxState['labels'], id: string): Chip {
  const label = labels.get(id)
  if (!label) return { name: 'label', text: t('filters.gone') }
  const lead = (
    <span aria-hidden="true" className="size-2 shrink-0 rounded-full" style={{ background: labelColor(label.color) }} />
  )
  return { name: 'label', text: label.name, lead }
}
