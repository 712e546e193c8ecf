import type { English } from '../en/index.ts'
import type { Translation } from '../leaf.ts'

export const settings = {
  title: 'Einstellungen',
  appearance: 'Darstellung',
  keys: 'Tastenkürzel',
} satisfies Translation<English['settings']>

export const keys = {
  single: 'Kürzel aus einzelnen Tasten',
  single_hint:
    'Buchstaben, die etwas tun, wenn kein Feld ausgewählt ist. Kombinationen mit Strg oder ⌘ wirken so oder so.',
  change: 'Taste für „{command}“ ändern',
  remove: 'Taste für „{command}“ entfernen',
  reset: '„{command}“ die ursprüngliche Taste zurückgeben',
  reset_all: 'Alle Kürzel zurücksetzen',
  press: 'Taste drücken …',
  none: 'keine',
  taken: 'Diese Taste gehört zu „{command}“.',
} satisfies Translation<English['keys']>
