import type { English } from '../en/index.ts'
import type { Translation } from '../leaf.ts'

export const panel = {
  title: 'Kontakt',
  close: 'Kontaktbereich schließen',
  username: 'Benutzername',
  phone: 'Telefon',
  writes_to: 'Schreibt an',
  assignee: 'Zugewiesen an',
  reply_window: 'Antwortfenster',
  closes: 'schließt {when}',
  labels: 'Labels',
  since: 'Erster Kontakt',
} satisfies Translation<English['panel']>
