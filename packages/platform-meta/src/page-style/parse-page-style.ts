import type { Fact, InboundItem } from '@switchboard/platform-kit'
import {
  type ElementReader,
  type Entry,
  ignored,
  itemOf,
  parseEnvelope,
  type Reading,
  rawOf,
  unrecognised,
} from '../envelope.ts'
import { asObject, asText, nameOf } from '../json.ts'
import type { Dialect } from './dialect.ts'
import { atoms, readEvent } from './read-event.ts'

/** Parses what Messenger and Instagram send: `entry[]` × `messaging[]`, `standby[]` and `changes[]`. */
export function pageStyleParser(dialect: Dialect): (payload: unknown) => InboundItem[] {
  const events =
    (list: 'messaging' | 'standby'): ElementReader =>
    (entry, element, items) => {
      for (const atom of atoms(element)) {
        const raw = rawOf(entry, { [list]: [atom] })
        items.push(itemOf(entry, atom, raw, () => readEvent(dialect, entry, atom, list === 'standby')))
      }
    }
  const lists = new Map<string, ElementReader>([
    ['messaging', events('messaging')],
    ['standby', events('standby')],
    ['changes', (entry, change, items) => readChange(dialect, entry, change, items)],
  ])
  return (payload) => parseEnvelope(payload, dialect.object, lists)
}

/** Fields whose `value` is an element of `messaging`: the dashboard's test button sends them so. */
const eventFields = new Set([
  'messages',
  'message_echoes',
  'message_edit',
  'message_edits',
  'message_deliveries',
  'message_reads',
  'message_reactions',
  'messaging_postbacks',
  'messaging_seen',
  'messaging_referral',
  'messaging_referrals',
  'messaging_optins',
  'messaging_handover',
  'messaging_handovers',
  'messaging_policy_enforcement',
  'standby',
])

function readChange(dialect: Dialect, entry: Entry, element: unknown, items: InboundItem[]): void {
  const change = asObject(element)
  const field = asText(change?.field)
  const event = field !== null && eventFields.has(field) ? asObject(change?.value) : null
  if (event) {
    for (const atom of atoms(event)) {
      const raw = rawOf(entry, { changes: [{ field, value: atom }] })
      items.push(itemOf(entry, atom, raw, () => readEvent(dialect, entry, atom, field === 'standby')))
    }
    return
  }
  const raw = rawOf(entry, { changes: [element] })
  items.push(itemOf(entry, element, raw, () => readOtherField(dialect, entry, field)))
}

function readOtherField(dialect: Dialect, entry: Entry, field: string | null): Reading {
  return { fact: meaningOf(dialect, entry, field), key: null, account: entry.id, thread: null, at: entry.at }
}

function meaningOf(dialect: Dialect, entry: Entry, field: string | null): Fact {
  if (entry.id === '0') return ignored('test_event')
  const reason = field === null ? undefined : dialect.ignoredFields.get(field)
  return reason ? ignored(reason) : unrecognised(`field:${nameOf(field)}`)
}
