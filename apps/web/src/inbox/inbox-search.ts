import type { Platform } from '@switchboard/protocol'

/** The views everybody has. */
export const inboxViews = ['all', 'unread', 'mine', 'unassigned', 'archived'] as const
export type InboxView = (typeof inboxViews)[number]

export const platforms: readonly Platform[] = ['instagram', 'messenger', 'whatsapp', 'direct']
export const windows = ['open', 'closing', 'closed'] as const

/** What narrows a view, as it stands in the address; whatever is not understood is left out. */
export interface InboxFilters {
  platform?: Platform
  account_id?: string
  /** A member's id, `me` or `none`. */
  assignee?: string
  label?: string
  unread?: boolean
  /** Of the reply window. */
  window?: (typeof windows)[number]
  /** A message of theirs could not be sent. */
  failed?: boolean
  /** Part of the contact's name, handle or number. */
  name?: string
}

export interface InboxSearch extends InboxFilters {
  /** What is searched for; its hits take the place of the list. */
  q?: string
  /** The message of the open conversation to show, with what was said around it. */
  message?: string
  /** The contact panel lies over the thread (where it has no place beside it). */
  panel?: boolean
}

export function readInboxSearch(search: Readonly<Record<string, unknown>>): InboxSearch {
  const text = (name: string) => {
    const value = search[name]
    return typeof value === 'string' && value !== '' ? value : undefined
  }
  const isOn = (name: string) => (String(search[name]) === 'true' ? true : undefined)
  return withoutMissing({
    platform: platforms.find((name) => name === search.platform),
    account_id: text('account_id'),
    assignee: text('assignee'),
    label: text('label'),
    unread: isOn('unread'),
    window: windows.find((name) => name === search.window),
    failed: isOn('failed'),
    name: text('name'),
    q: text('q'),
    message: text('message'),
    panel: isOn('panel'),
  })
}

/** What is left of an address when one goes from one conversation to another. */
export function keepFilters(search: InboxSearch): InboxSearch {
  const { panel: _panel, message: _message, ...kept } = search
  return kept
}

/** The filters alone. */
export function filtersOf(search: InboxSearch): InboxFilters {
  const { q: _q, ...filters } = keepFilters(search)
  return filters
}

function withoutMissing(values: { [K in keyof InboxSearch]: InboxSearch[K] | undefined }): InboxSearch {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))
}
