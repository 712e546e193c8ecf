import type { English } from '../en/index.ts'
import type { Translation } from '../leaf.ts'

export const list = {
  views: 'Ansichten',
  unread: {
    one: '{count} ungelesen',
    other: '{count} ungelesen',
  },
  by_us: 'Sie: {text}',
  older: 'Ältere Unterhaltungen anzeigen',
  empty: 'Noch keine Unterhaltungen',
  empty_text: 'Wenn ein Kunde schreibt, erscheint es hier.',
  no_match: 'Nichts passt zu diesen Filtern',
  clear_filters: 'Filter löschen',
  all_done: 'Hier ist nichts',
  all_done_text: 'Zurzeit ist keine Unterhaltung in dieser Ansicht.',
} satisfies Translation<English['list']>

export const views = {
  all: 'Alle',
  unread: 'Ungelesen',
  mine: 'Meine',
  unassigned: 'Offen',
  archived: 'Archiv',
} satisfies Translation<English['views']>
