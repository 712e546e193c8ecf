import type { English } from '../en/index.ts'
import type { Translation } from '../leaf.ts'

export const thread = {
  none_open: 'Wählen Sie eine Unterhaltung',
  none_open_text: 'Sie öffnet sich hier, neben der Liste.',
  none_yet: 'Wenn ein Kunde schreibt, erscheint es hier',
  none_yet_text: 'Die Liste füllt sich von selbst.',
  not_found: 'Diese Unterhaltung ist nicht hier',
  not_found_text: 'Es gibt sie nicht, oder Sie dürfen sie nicht sehen.',
  not_loaded: 'Diese Unterhaltung konnte nicht geladen werden',
  older: 'Ältere Nachrichten anzeigen',
  unsent: 'Diese Nachricht wurde zurückgezogen',
  edited: 'bearbeitet',
  reactions: 'Reaktionen',
  your_story: 'Ihre Story',
  earlier_message: 'Eine frühere Nachricht',
  open_attachment: 'Öffnen',
  archived: 'Unterhaltung archiviert',
  unarchived: 'Unterhaltung ist wieder im Posteingang',
} satisfies Translation<English['thread']>
