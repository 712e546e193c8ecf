import type { English } from '../en/index.ts'
import type { Translation } from '../leaf.ts'

export const common = {
  close: 'Schließen',
  dismiss: 'Ausblenden',
  undo: 'Rückgängig',
  try_again: 'Erneut versuchen',
  reload: 'Neu laden',
  continue: 'Weiter',
  back: 'Zurück',
  skip: 'Überspringen',
  copy: 'Kopieren',
  copied: 'Kopiert',
  copy_link: 'Link kopieren',
  loading: 'Wird geladen …',
  notices: 'Hinweise',
  show_password: 'Passwort anzeigen',
  hide_password: 'Passwort verbergen',
  unknown_customer: 'Unbekannter Kunde',
} satisfies Translation<English['common']>

export const errors = {
  no_answer: 'Der Server hat nicht geantwortet. Prüfen Sie Ihre Verbindung und versuchen Sie es erneut.',
  wrong_credentials: 'Die E-Mail-Adresse oder das Passwort ist falsch.',
  wrong_code: 'Dieser Code ist falsch oder schon benutzt. Codes der App wechseln alle 30 Sekunden.',
  setup_code_invalid:
    'Der Einrichtungscode in diesem Link ist falsch oder wurde schon benutzt. Ein Neustart des Servers gibt einen neuen aus.',
  setup_done: 'Dieser Server ist bereits eingerichtet. Melden Sie sich stattdessen an.',
  invitation_invalid: 'Die Einladung ist unbekannt, benutzt oder abgelaufen. Bitten Sie um einen neuen Link.',
  forbidden: 'Ihre Rolle erlaubt das nicht. Fragen Sie einen Inhaber oder Admin des Arbeitsbereichs.',
  busy: 'Der Server ist ausgelastet. Versuchen Sie es gleich noch einmal.',
  name_taken: 'Diesen Namen gibt es schon.',
  limit_reached: {
    one: 'Mehr als {count} geht nicht.',
    other: 'Mehr als {count} geht nicht. Entfernen Sie erst eines davon.',
  },
  not_found: 'Es ist nicht mehr da: Jemand anderes hat es entfernt.',
  changed_meanwhile: 'Jemand anderes hat das inzwischen geändert. Sehen Sie es sich an und ändern Sie es noch einmal.',
  internal: 'Auf dem Server ist etwas schiefgegangen. Versuchen Sie es noch einmal; was es war, sagt sein Protokoll.',
  rate_limited: {
    one: 'Zu viele Versuche. In {count} Sekunde geht es weiter.',
    other: 'Zu viele Versuche. In {count} Sekunden geht es weiter.',
  },
  try_again: 'Sie können es jetzt erneut versuchen.',
  page_not_found: 'Diese Seite gibt es nicht',
  page_not_found_lead: 'Die Adresse stammt vielleicht aus einer älteren Version oder ist vertippt.',
  to_inbox: 'Zum Posteingang',
  broken: 'Diese Seite konnte nicht angezeigt werden',
  broken_lead: 'Neu laden hilft meistens. Nichts von dem, was Sie getan haben, ist verloren.',
  details: 'Einzelheiten',
} satisfies Translation<English['errors']>

export const roles = {
  owner: 'Inhaber',
  admin: 'Admin',
  moderator: 'Moderator',
  agent: 'Mitarbeiter',
  user: 'Nutzer',
} satisfies Translation<English['roles']>

export const message_types = {
  text: 'Nachricht',
  image: 'Foto',
  video: 'Video',
  audio: 'Sprachnachricht',
  file: 'Dokument',
  sticker: 'Sticker',
  location: 'Standort',
  contacts: 'Kontaktkarte',
  story_mention: 'Hat Sie in einer Story erwähnt',
  story_reply: 'Hat auf Ihre Story geantwortet',
  share: 'Hat einen Beitrag geteilt',
  template: 'Vorlage',
  interactive: 'Antwort',
  postback: 'Schaltfläche',
  order: 'Bestellung',
  system: 'Hinweis',
  unsupported: 'Diese Art Nachricht kann noch nicht angezeigt werden',
} satisfies Translation<English['message_types']>

export const message_status = {
  received: 'Empfangen',
  sending: 'Wird gesendet',
  sent: 'Gesendet',
  delivered: 'Zugestellt',
  read: 'Gelesen',
  failed: 'Fehlgeschlagen',
} satisfies Translation<English['message_status']>

export const reply_policy = {
  open: 'Offen',
  tag_only: 'Nur mit Kennzeichnung',
  template_only: 'Nur mit Vorlage',
  blocked: 'Geschlossen',
} satisfies Translation<English['reply_policy']>
