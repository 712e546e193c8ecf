import { escaped, type SignedWebhook, signed } from './signature.ts'
import type { Platform } from './update.ts'

/** A text message for a load test. */
export interface LoadMessage {
  /** PSID, Instagram-scoped id, or the phone digits of a WhatsApp user. */
  customer: string
  text: string
  id: string
  /** Milliseconds since 1970. */
  at: number
  /** WhatsApp: the profile name; `customer` when missing. */
  name?: string
  /** WhatsApp: the business-scoped id; made of `customer` when missing. */
  userId?: string
}

export interface LoadTarget {
  /** Page id, Instagram account id, or phone number id. */
  account: string
  secret: string
  /** WhatsApp: the business account that `entry.id` names; `account` when missing. */
  waba?: string
  /** WhatsApp: the number of the account, digits only. */
  phone?: string
}

/**
 * The signed bytes of a webhook with one text message, or of one with many. Goes around the emulator: nothing is
 * queued, logged or remembered, and it costs a few microseconds per message.
 */
export function makeWebhook(platform: Platform, webhook: LoadTarget & LoadMessage): SignedWebhook
export function makeWebhook(
  platform: Platform,
  webhook: LoadTarget & { messages: readonly LoadMessage[] },
): SignedWebhook
export function makeWebhook(
  platform: Platform,
  webhook: LoadTarget & (LoadMessage | { messages: readonly LoadMessage[] }),
): SignedWebhook {
  const messages = 'messages' in webhook ? webhook.messages : [webhook]
  const json = platform === 'whatsapp' ? whatsAppBody(webhook, messages) : pageBody(platform, webhook, messages)
  return signed(Buffer.from(json, 'latin1'), webhook.secret)
}

function pageBody(platform: Platform, { account }: LoadTarget, messages: readonly LoadMessage[]): string {
  const object = platform === 'messenger' ? 'page' : 'instagram'
  const page = quoted(account)
  const entries = messages.map(
    ({ customer, text, id, at }) =>
      `{"id":${page},"time":${at},"messaging":[{"sender":{"id":${quoted(customer)}},"recipient":{"id":${page}},"timestamp":${at},"message":{"mid":${quoted(id)},"text":${quoted(text)}}}]}`,
  )
  return `{"object":"${object}","entry":[${entries.join(',')}]}`
}

function whatsAppBody(
  { account, waba = account, phone = '15550001111' }: LoadTarget,
  messages: readonly LoadMessage[],
): string {
  const contacts = new Set(messages.map(contactOf))
  const items = messages.map((message) => {
    const { customer, text, id, at } = message
    return `{"from":${quoted(customer)},"from_user_id":${quoted(userIdOf(message))},"id":${quoted(id)},"timestamp":"${Math.floor(at / 1000)}","type":"text","text":{"body":${quoted(text)}}}`
  })
  const value = `{"messaging_product":"whatsapp","metadata":{"display_phone_number":${quoted(phone)},"phone_number_id":${quoted(account)}},"contacts":[${[...contacts].join(',')}],"messages":[${items.join(',')}]}`
  return `{"object":"whatsapp_business_account","entry":[{"id":${quoted(waba)},"changes":[{"field":"messages","value":${value}}]}]}`
}

function contactOf(message: LoadMessage): string {
  const name = quoted(message.name ?? message.customer)
  return `{"profile":{"name":${name}},"wa_id":${quoted(message.customer)},"user_id":${quoted(userIdOf(message))}}`
}

function userIdOf({ customer, userId = `GB.${customer}` }: LoadMessage): string {
  return userId
}

function quoted(text: string): string {
  return escaped(JSON.stringify(text))
}
