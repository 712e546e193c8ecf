import type { Platform } from '@switchboard/protocol'

/** The views everybody has. */
export const inboxViews = ['all', 'unread', 'mine', 'unassigned', 'archived'] as const
export type InboxView = (typeof inboxViews)[number]

/** What narrows a view, as it stands in the address; whatever is not understood is left out. */
export interface InboxSearch {
  platform?: Platform
  account_id?: string
  /** A member's id, `me` or `none`. */
  assignee?: string
  label?: string
  unread?: boolean
  /** Of the reply window. */
  window?: 'open' | 'closed'
  q?: string
  /** The contact panel lies over the thread (where it has no place beside it). */
  panel?: boolean
}

const platforms: readonly Platform[] = ['instagram', 'messenger', 'whatsapp', 'direct']
const windows = ['open', 'closed'] as const

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
    q: text('q'),
    panel: isOn('panel'),
  })
}

function withoutMissing(values: { [K in keyof InboxSearch]: InboxSearch[K] | undefined }): InboxSearch {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))
}
