import type { English } from '../en/index.ts'
import type { Translation } from '../leaf.ts'

export const auth = {
  name: 'Ihr Name',
  email: 'E-Mail',
  password: 'Passwort',
  password_rule: 'Mindestens 8 Zeichen.',
  password_new_or_known: 'Mindestens 8 Zeichen, oder das, das Sie schon haben.',
  sign_in: 'Anmelden',
  sign_in_lead: 'Zum Posteingang Ihres Teams.',
  sign_out: 'Abmelden',
  sign_out_failed: 'Der Server hat nicht geantwortet; Sie sind noch angemeldet.',
  cookies_title: 'Ihr Browser blockiert Cookies',
  cookies_lead:
    'Der Server hat Sie angemeldet, aber der Browser hat es sich nicht gemerkt. Erlauben Sie Cookies für diese Adresse und versuchen Sie es erneut.',
  unreachable: 'Der Server antwortet nicht',
  unreachable_lead:
    'Prüfen Sie, ob er läuft und ob Sie verbunden sind. Der Posteingang öffnet sich von selbst, sobald er wieder da ist.',
  no_access: 'Sie sehen keinen Posteingang',
  no_access_lead:
    'Sie sind angemeldet, aber Ihr Zugang zum Arbeitsbereich wurde nie erteilt oder ist abgeschaltet. Fragen Sie einen Inhaber oder Admin Ihres Teams.',
  opening: 'Der Posteingang wird geöffnet …',
  looking_at_invitation: 'Ihre Einladung wird geprüft …',
  join: '{workspace} beitreten',
  join_lead: 'Sie sind als {role} eingeladen.',
  join_button: 'Beitreten',
  only_this_email: 'Die Einladung gilt nur für diese Adresse.',
  invitation_expired: 'Diese Einladung ist abgelaufen',
  invitation_expired_lead: 'Bitten Sie die Person, die Sie zu {workspace} eingeladen hat, um einen neuen Link.',
  invitation_used: 'Diese Einladung wurde schon benutzt',
  invitation_used_lead:
    'Sie gilt einmal. Wenn Sie selbst {workspace} beigetreten sind, melden Sie sich an; sonst bitten Sie um einen neuen Link.',
  invitation_broken: 'Diese Einladung funktioniert nicht',
  have_account: 'Ich habe ein Konto: anmelden',
} satisfies Translation<English['auth']>

export const setup = {
  no_code: 'Fast geschafft',
  no_code_lead:
    'Dieser Server ist neu. Öffnen Sie den Einmal-Link, den er beim Start ausgegeben hat; ein Neustart gibt einen neuen aus.',
  step: 'Schritt {n} von {of}',
  owner: 'Switchboard einrichten',
  owner_lead: 'Sie werden Inhaber dieses Servers.',
  workspace: 'Ihr Arbeitsbereich',
  workspace_lead: 'Ein Team, ein Posteingang. Alles lässt sich später ändern.',
  workspace_name: 'Arbeitsbereich',
  workspace_name_hint: 'Ihr Team oder Ihre Firma.',
  workspace_of: 'Team von {name}',
  language: 'Sprache',
  time_zone: 'Zeitzone',
  platform: 'Wie möchten Sie beginnen?',
  platform_lead: 'Das andere geht jederzeit auch noch.',
  sandbox: 'Sandbox ausprobieren',
  sandbox_hint: 'Drei nachgebildete Konten mit Kunden, die zu schreiben beginnen. Ohne Konto bei Meta.',
  later: 'Plattform später verbinden',
  later_hint: 'Mit leerem Posteingang beginnen.',
  invite: 'Laden Sie Ihr Team ein',
  invite_lead: 'Alles ist bereit. Wer beantwortet noch Kundenanfragen?',
  invite_email_hint: 'Ohne Adresse kann jeder mit dem Link beitreten.',
  role: 'Rolle',
  make_link: 'Link erstellen',
  links: 'Einladungslinks',
  open_inbox: 'Posteingang öffnen',
} satisfies Translation<English['setup']>
