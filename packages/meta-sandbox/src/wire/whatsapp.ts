import { type Act, NotOnPlatform } from '../cast/act.ts'
import type { MediaKind } from '../media/shelf.ts'
import { skuOf } from './messenger.ts'
import { laneOf, type PersonIds, type Scene } from './scene.ts'
import type { JsonObject, Update } from './update.ts'

/** What a phone number's webhook says of an act. An album is one update per picture: WhatsApp knows no albums. */
export function whatsAppUpdates(act: Act, scene: Scene): Update[] {
  switch (act.kind) {
    case 'text':
      return [message(scene, act.kind, { ...quoting(scene, act.reply_to), type: 'text', text: { body: act.text } })]
    case 'image':
    case 'video':
      return [mediaMessage(scene, act.kind, act.kind, act.kind, { caption: act.caption }, act.reply_to)]
    case 'voice':
      return [mediaMessage(scene, act.kind, 'audio', 'voice', { voice: true }, act.reply_to)]
    case 'file': {
      const named = { filename: act.name ?? 'document.pdf', caption: act.caption }
      return [mediaMessage(scene, act.kind, 'document', 'file', named, act.reply_to)]
    }
    case 'sticker':
      return [mediaMessage(scene, act.kind, 'sticker', 'sticker', { animated: false }, act.reply_to)]
    case 'album':
      return Array.from({ length: act.count }, (_, index) =>
        mediaMessage(scene, act.kind, 'image', 'image', { caption: index === 0 ? act.caption : undefined }),
      )
    case 'location': {
      const { latitude, longitude, name, address } = act
      const location = { latitude, longitude, name, address }
      return [message(scene, act.kind, { ...quoting(scene, act.reply_to), type: 'location', location })]
    }
    case 'contact':
      return [message(scene, act.kind, { ...quoting(scene, act.reply_to), type: 'contacts', contacts: [card(act)] })]
    case 'forward':
      return [message(scene, act.kind, { context: { forwarded: true }, type: 'text', text: { body: act.text } })]
    case 'ad_click':
      return [message(scene, act.kind, { type: 'text', text: { body: act.text }, referral: referral(scene, act) })]
    case 'unsupported':
      return [message(scene, act.kind, unsupported(act.type ?? 'poll'))]
    case 'button_reply': {
      const reply = { type: 'button_reply', button_reply: { id: act.payload, title: act.title } }
      return [message(scene, act.kind, { ...answering(scene, act.to), type: 'interactive', interactive: reply })]
    }
    case 'list_reply': {
      const row = { id: act.payload, title: act.title, description: act.description }
      const reply = { type: 'list_reply', list_reply: row }
      return [message(scene, act.kind, { ...answering(scene, act.to), type: 'interactive', interactive: reply })]
    }
    case 'flow_reply': {
      const reply = { type: 'nfm_reply', nfm_reply: { name: 'flow', body: 'Sent', response_json: act.answers } }
      return [message(scene, act.kind, { ...answering(scene, act.to), type: 'interactive', interactive: reply })]
    }
    case 'template_button': {
      const button = { payload: act.payload, text: act.title }
      return [message(scene, act.kind, { ...answering(scene, act.to), type: 'button', button })]
    }
    case 'order':
      return [message(scene, act.kind, { type: 'order', order: order(act) })]
    case 'reaction':
      return [message(scene, act.kind, { type: 'reaction', reaction: { message_id: act.to, emoji: act.emoji } })]
    case 'unreaction':
      return [message(scene, act.kind, { type: 'reaction', reaction: { message_id: act.to } })]
    case 'edit': {
      const edit = { original_message_id: act.to, message: { type: 'text', text: { body: act.text } } }
      return [message(scene, act.kind, { type: 'edit', edit })]
    }
    case 'unsend':
      return [message(scene, act.kind, { type: 'revoke', revoke: { original_message_id: act.to } })]
    default:
      throw new NotOnPlatform('whatsapp', act.kind)
  }
}

/** The person is now known by another number or user id. There is no `contacts` in this one, and `from` is the old number. */
export function whatsAppIdentityChange(scene: Scene, next: Pick<PersonIds, 'phone' | 'userId'>): Update {
  const { customer, at } = scene
  const id = scene.newId()
  const isNumber = next.phone !== customer.phone
  const previous = { user_id: next.userId, previous_user_id: customer.userId }
  const system: JsonObject = isNumber
    ? {
        type: 'user_changed_number',
        body: `${customer.name} changed their number`,
        wa_id: next.phone ?? undefined,
        ...previous,
      }
    : { type: 'user_changed_user_id', ...previous }
  const from = isNumber ? (customer.phone ?? undefined) : undefined
  const item = { from, id, timestamp: seconds(at), type: 'system', system }
  return update(scene, 'messages', system.type as string, id, { messages: [item] })
}

/** What the business typed in the WhatsApp Business app on its phone. */
export function whatsAppEcho(scene: Scene, text: string): Update {
  const { account, customer, at } = scene
  const id = scene.newId()
  const echo = {
    from: account.phone,
    to: customer.phone ?? undefined,
    to_user_id: customer.userId,
    id,
    timestamp: seconds(at),
    type: 'text',
    text: { body: text },
  }
  return update(scene, 'smb_message_echoes', 'echo', id, { contacts: [contact(customer)], message_echoes: [echo] })
}

export type WhatsAppStatus = 'sent' | 'delivered' | 'read' | 'played' | 'failed'

export interface StatusDetails {
  /** Comes back as it was given when the message was sent. */
  correlation?: string | undefined
  /** For `failed`: WhatsApp's error code; 131026 (undeliverable) when missing. */
  errorCode?: number | undefined
}

export function whatsAppReceipt(scene: Scene, status: WhatsAppStatus, id: string, details: StatusDetails): Update {
  const { customer, at } = scene
  const item: JsonObject = {
    id,
    status,
    timestamp: seconds(at),
    recipient_id: customer.phone ?? undefined,
    recipient_user_id: customer.userId,
    biz_opaque_callback_data: details.correlation,
    pricing: status === 'sent' ? freeAnswer : undefined,
    errors: status === 'failed' ? [sendError(details.errorCode ?? 131026)] : undefined,
  }
  const contacts = status === 'failed' ? undefined : [contact(customer, status !== 'sent')]
  return update(scene, 'messages', status, id, { contacts, statuses: [item] })
}

const freeAnswer: JsonObject = {
  billable: false,
  pricing_model: 'PMP',
  type: 'free_customer_service',
  category: 'service',
}

const errorTitles: Record<number, string> = {
  131026: 'Message undeliverable',
  131047: 'Re-engagement message',
  131051: 'Unsupported message type',
  130472: "User's number is part of an experiment",
}

function sendError(code: number): JsonObject {
  const title = errorTitles[code] ?? 'Message failed'
  return { code, title, message: title, error_data: { details: title }, href: errorPage }
}

const errorPage = 'https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/'

function message(scene: Scene, kind: string, what: JsonObject): Update {
  const { customer, at } = scene
  const id = scene.newId()
  const item = {
    from: customer.phone ?? undefined,
    from_user_id: customer.userId,
    id,
    timestamp: seconds(at),
    ...what,
  }
  return update(scene, 'messages', kind, id, { contacts: [contact(customer)], messages: [item] })
}

function update(scene: Scene, field: string, kind: string, messageId: string, what: JsonObject): Update {
  const { account } = scene
  return {
    platform: 'whatsapp',
    entryId: account.wabaId,
    accountId: account.externalId,
    field,
    lane: laneOf(scene),
    messageId,
    kind,
    content: {
      messaging_product: 'whatsapp',
      metadata: { display_phone_number: account.phone, phone_number_id: account.externalId },
      ...what,
    },
  }
}

function contact({ name, username, phone, userId }: PersonIds, withUsername = true): JsonObject {
  const profile = { name, username: withUsername ? (username ?? undefined) : undefined }
  return { profile, wa_id: phone ?? undefined, user_id: userId }
}

function mediaMessage(
  scene: Scene,
  kind: string,
  type: string,
  mediaKind: MediaKind,
  about: JsonObject,
  replyTo?: string,
): Update {
  const file = scene.media.whatsAppFile(mediaKind, scene.newMediaNumber())
  return message(scene, kind, { ...quoting(scene, replyTo), type, [type]: { ...file, ...about } })
}

/** `from` is whose message is quoted: the customer's own, when the sandbox knows it, or else the business's. */
function quoting({ account, customer, findSaid }: Scene, id: string | undefined): JsonObject {
  if (id === undefined) return {}
  const from = findSaid(id)?.from === 'customer' ? (customer.phone ?? undefined) : account.phone
  return { context: { from, id } }
}

/** A tap may come without saying on what. */
function answering({ account }: Scene, id: string | undefined): JsonObject {
  return id === undefined ? {} : { context: { from: account.phone, id } }
}

type Contact = Extract<Act, { kind: 'contact' }>

function card({ name, phone, email }: Contact): JsonObject {
  const [first, ...rest] = name.split(' ')
  const last = rest.length > 0 ? rest.join(' ') : undefined
  return {
    name: { formatted_name: name, first_name: first, last_name: last },
    phones: [{ phone, wa_id: phone.replace(/\D/g, ''), type: 'CELL' }],
    emails: email === undefined ? undefined : [{ email, type: 'WORK' }],
  }
}

type AdClick = Extract<Act, { kind: 'ad_click' }>

function referral(scene: Scene, { headline }: AdClick): JsonObject {
  const number = scene.newMediaNumber()
  const picture = scene.media.signedUrl('image', number)
  return {
    source_url: 'https://fb.example/ad',
    source_id: `120200${number}`,
    source_type: 'ad',
    headline,
    body: headline,
    media_type: 'image',
    image_url: picture,
    thumbnail_url: picture,
    ctwa_clid: `Af${number}`,
  }
}

function unsupported(type: string): JsonObject {
  const title = 'Message type unknown'
  const error = { code: 131051, title, message: title, error_data: { details: 'Message type is not supported.' } }
  return { type: 'unsupported', errors: [error], unsupported: { type } }
}

type Order = Extract<Act, { kind: 'order' }>

function order({ product, quantity, unit_price, currency, note }: Order): JsonObject {
  const item = { product_retailer_id: skuOf(product), quantity, item_price: unit_price, currency: currency ?? 'GBP' }
  return { catalog_id: '990000000000001', text: note, product_items: [item] }
}

/** WhatsApp's clock is a string of seconds. */
function seconds(at: number): string {
  return String(Math.floor(at / 1000))
}
