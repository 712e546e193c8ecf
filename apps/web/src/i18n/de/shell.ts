import type { English } from '../en/index.ts'
import type { Translation } from '../leaf.ts'

export const rail = {
  label: 'Hauptnavigation',
  inbox: 'Posteingang',
  inbox_unread: {
    one: 'Posteingang, {count} ungelesene Unterhaltung',
    other: 'Posteingang, {count} ungelesene Unterhaltungen',
  },
  sandbox: 'Sandbox',
  settings: 'Einstellungen',
  you: 'Sie',
  you_as: 'Ihr Menü, {name}',
} satisfies Translation<English['rail']>

export const regions = {
  list: 'Unterhaltungen',
  thread: 'Unterhaltung',
  panel: 'Kontakt',
  resize_list: 'Breite der Liste',
  resize_panel: 'Breite des Kontaktbereichs',
} satisfies Translation<English['regions']>

export const connection = {
  live: 'Live',
  connecting: 'Verbindet …',
  syncing: 'Gleicht ab …',
  reconnecting: 'Verbindet neu …',
  offline: 'Offline',
  unavailable: 'Server nicht erreichbar',
  stopped: 'Getrennt',
  try: 'Versuch {n}',
  try_in: 'Versuch {n} in {seconds} s',
  retry: 'Jetzt versuchen',
} satisfies Translation<English['connection']>

export const strips = {
  sandbox: 'Sandbox: Die Kunden hier sind nachgebildet.',
  play_customer: 'Kunde spielen',
  offline: 'Sie sind offline. Was Sie sehen, ist von vorher und bleibt lesbar.',
  unavailable: 'Der Server antwortet seit einer Weile nicht. Was Sie sehen, ist von vorher.',
  update: 'Eine neue Version dieser Seite ist bereit.',
} satisfies Translation<English['strips']>

export const commands = {
  palette: 'Befehle',
  keys: 'Tastenkürzel',
  go_inbox: 'Zum Posteingang',
  go_settings: 'Zu den Einstellungen',
  go_sandbox: 'Zur Sandbox',
  next_region: 'Nächster Bereich',
  previous_region: 'Voriger Bereich',
  theme_system: 'Design: wie das System',
  theme_light: 'Design: hell',
  theme_dark: 'Design: dunkel',
  theme_contrast: 'Design: hoher Kontrast',
  sign_out: 'Abmelden',
  next_conversation: 'Nächste Unterhaltung',
  previous_conversation: 'Vorige Unterhaltung',
  back_to_list: 'Zurück zur Liste',
  archive: 'Archivieren oder zurückholen',
  toggle_panel: 'Kontaktbereich',
} satisfies Translation<English['commands']>

export const command_groups = {
  go: 'Gehe zu',
  conversation: 'Unterhaltung',
  view: 'Ansicht',
  help: 'Allgemein',
} satisfies Translation<English['command_groups']>

export const palette = {
  label: 'Befehle und Unterhaltungen suchen',
  placeholder: 'Was möchten Sie tun?',
  commands: 'Befehle',
  conversations: 'Unterhaltungen',
  nothing: 'Nichts passt.',
} satisfies Translation<English['palette']>

export const appearance = {
  theme: 'Design',
  language: 'Sprache',
  system: 'System',
  system_hint: 'Wie dieses Gerät eingestellt ist, auch beim Kontrast.',
  light: 'Hell',
  light_hint: 'Für helle Räume.',
  dark: 'Dunkel',
  dark_hint: 'Für den Abend.',
  contrast: 'Hoher Kontrast',
  contrast_hint: 'Kräftige Kanten und Schrift, hell oder dunkel wie das System.',
} satisfies Translation<English['appearance']>
