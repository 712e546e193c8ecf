import type { AccountFact, Fact } from '@switchboard/platform-kit'
import { unrecognised } from '../envelope.ts'
import { asObject, asText, type JsonObject, nameOf } from '../json.ts'

type Status = AccountFact['status']

interface Meaning {
  event: string
  status: (value: JsonObject) => Status
  text: (value: JsonObject) => string | null
}

const nothing = () => null
const reasonOf = ({ reason }: JsonObject) => (reason === 'NONE' ? null : asText(reason))

/**
 * Fields that tell of our own side, what each is called, and what it means for the connection. `connected` only where
 * something that had been taken away is given back.
 */
const meanings = new Map<string, Meaning>([
  ['message_template_status_update', { event: 'template_status', status: nothing, text: reasonOf }],
  ['message_template_quality_update', { event: 'template_quality', status: nothing, text: nothing }],
  ['message_template_components_update', { event: 'template_components', status: nothing, text: nothing }],
  ['template_category_update', { event: 'template_category', status: nothing, text: nothing }],
  ['account_alerts', { event: 'account_alert', status: alertStatus, text: alertText }],
  ['account_review_update', { event: 'account_review', status: reviewStatus, text: nothing }],
  ['account_offboarded', { event: 'account_offboarded', status: () => 'disconnected', text: nothing }],
  ['account_reconnected', { event: 'account_reconnected', status: () => 'connected', text: nothing }],
  ['business_capability_update', { event: 'business_capability', status: nothing, text: nothing }],
  ['business_username_update', { event: 'business_username', status: nothing, text: nothing }],
  ['phone_number_name_update', { event: 'phone_number_name', status: nothing, text: rejectionOf }],
  ['phone_number_quality_update', { event: 'phone_number_quality', status: qualityStatus, text: nothing }],
  ['security', { event: 'security', status: nothing, text: nothing }],
  ['partner_solutions', { event: 'partner_solutions', status: nothing, text: nothing }],
  ['payment_configuration_update', { event: 'payment_configuration', status: nothing, text: nothing }],
])

/** `account_update` is a family of its own: what it is about stands in `event`. */
const accountUpdates = new Map<string, Status | ((value: JsonObject) => Status)>([
  ['PARTNER_ADDED', 'connected'],
  ['PARTNER_REMOVED', 'disconnected'],
  ['PARTNER_APP_INSTALLED', null],
  // Ours or another partner's app: only who knows our app id can tell.
  ['PARTNER_APP_UNINSTALLED', 'attention'],
  ['PARTNER_CLIENT_CERTIFICATION_STATUS_UPDATE', null],
  ['ACCOUNT_DELETED', 'disconnected'],
  ['ACCOUNT_VIOLATION', 'attention'],
  ['ACCOUNT_RESTRICTION', 'attention'],
  ['ACCOUNT_OFFBOARDED', 'disconnected'],
  ['ACCOUNT_RECONNECTED', 'connected'],
  ['DISABLED_UPDATE', banStatus],
  ['AUTH_INTL_PRICE_ELIGIBILITY_UPDATE', null],
  ['BUSINESS_PRIMARY_LOCATION_COUNTRY_UPDATE', null],
  ['AD_ACCOUNT_LINKED', null],
  ['MM_LITE_TERMS_SIGNED', null],
])

export const accountFields: ReadonlySet<string> = new Set([...meanings.keys(), 'account_update'])

export function readAccountField(field: string, value: JsonObject, change: JsonObject): Fact {
  if (field === 'account_update') return readAccountUpdate(value)
  const meaning = meanings.get(field)
  if (!meaning) return unrecognised(`field:${nameOf(field)}`)
  const { event, status, text } = meaning
  return { kind: 'account', event, status: status(value), text: text(value), data: withRejection(value, change) }
}

function readAccountUpdate(value: JsonObject): Fact {
  const event = asText(value.event) ?? ''
  const status = accountUpdates.get(event)
  if (status === undefined) return unrecognised(`account_update:${nameOf(event)}`)
  const text = asText(asObject(value.violation_info)?.violation_type)
  return {
    kind: 'account',
    event: event.toLowerCase(),
    status: typeof status === 'function' ? status(value) : status,
    text,
    data: value,
  }
}

/** Why a template was refused stands inside the value in one of Meta's examples and beside it in another. */
function withRejection(value: JsonObject, { rejection_info }: JsonObject): Record<string, unknown> {
  return value.rejection_info === undefined && asObject(rejection_info) ? { ...value, rejection_info } : value
}

function banStatus(value: JsonObject): Status {
  const state = asObject(value.ban_info)?.waba_ban_state
  if (state === 'DISABLE') return 'disconnected'
  return state === 'REINSTATE' ? 'connected' : 'attention'
}

function alertStatus(value: JsonObject): Status {
  const alert = asObject(value.alert_info) ?? value
  const isGrave = alert.alert_severity === 'WARNING' || alert.alert_severity === 'CRITICAL'
  return isGrave && alert.alert_status === 'ACTIVE' ? 'attention' : null
}

function alertText(value: JsonObject): string | null {
  return asText((asObject(value.alert_info) ?? value).alert_description)
}

function reviewStatus({ decision }: JsonObject): Status {
  return decision === 'REJECTED' ? 'attention' : null
}

function rejectionOf({ rejection_reason }: JsonObject): string | null {
  return rejection_reason === 'NONE' ? null : asText(rejection_reason)
}

function qualityStatus({ event }: JsonObject): Status {
  if (event === 'FLAGGED') return 'attention'
  return event === 'UNFLAGGED' ? 'connected' : null
}
