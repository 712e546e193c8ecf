import { expect, it } from 'vitest'
import { readInboxSearch } from './inbox-search.ts'

it('[B12] reads the filters that it knows from an address, and leaves out the rest', () => {
  expect(
    readInboxSearch({ platform: 'whatsapp', unread: 'true', window: 'open', assignee: 'me', q: 'bowl', panel: 'true' }),
  ).toEqual({ platform: 'whatsapp', unread: true, window: 'open', assignee: 'me', q: 'bowl', panel: true })
  expect(
    readInboxSearch({ platform: 'fax', unread: 'perhaps', window: 'ajar', label: '', utm_source: 'mail' }),
  ).toEqual({})
})
