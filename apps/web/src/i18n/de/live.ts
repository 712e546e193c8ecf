export const offline = {
  archive_anyway: 'Trotzdem archivieren',
  written_since: 'Nicht archiviert: Die Kundin oder der Kunde hat inzwischen geschrieben.',
  gone: 'Das ging nicht: Die Unterhaltung gibt es nicht mehr, oder sie ist für dich nicht mehr sichtbar.',
  refused: 'Das ging nicht und wurde zurückgenommen. {why}',
  waiting: {
    one: '{count} Änderung wartet darauf, gesendet zu werden.',
    other: '{count} Änderungen warten darauf, gesendet zu werden.',
  },
} as const

export const notices = {
  new_messages: { one: 'Neue Nachricht', other: '{count} neue Nachrichten' },
  many: { one: 'Neue Nachrichten in {count} Unterhaltung', other: 'Neue Nachrichten in {count} Unterhaltungen' },
} as const
