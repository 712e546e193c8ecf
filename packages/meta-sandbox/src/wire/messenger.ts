import { type Act, NotOnPlatform } from '../cast/act.ts'
import type { MediaKind } from '../media/shelf.ts'
import { reactionWord } from './reaction-words.ts'
import { messagingUpdate, type Scene } from './scene.ts'
import type { JsonObject, Update } from './update.ts'

/** What a Page's webhook says of an act: usually one update, an image with a caption two. */
export function messengerUpdates(act: Act, scene: Scene): Update[] {
  switch (act.kind) {
    case 'text':
      return [message(scene, act.kind, { text: act.text, ...replyTo(scene, act.reply_to) })]
    case 'image':
    case 'video':
    case 'file':
      return [
        message(scene, act.kind, { attachments: [attachment(scene, act.kind)], ...replyTo(scene, act.reply_to) }),
        ...caption(scene, act.caption),
      ]
    case 'voice':
      return [message(scene, act.kind, { attachments: [attachment(scene, 'audio')], ...replyTo(scene, act.reply_to) })]
    case 'album':
      return [message(scene, act.kind, { attachments: pictures(scene, act.count) }), ...caption(scene, act.caption)]
    case 'sticker':
      return [message(scene, act.kind, { attachments: [sticker(scene, 369239343222814)] })]
    case 'like':
      return [message(scene, act.kind, { attachments: [sticker(scene, 369239263222822)] })]
    case 'location':
      return [message(scene, act.kind, { attachments: [location(act.latitude, act.longitude)] })]
    case 'share':
      return [message(scene, act.kind, { attachments: [shared(scene, act)] })]
    case 'unsupported':
      return [message(scene, act.kind, { attachments: [{ type: 'fallback', title: 'Unsupported', payload: null }] })]
    case 'quick_reply':
      return [message(scene, act.kind, { text: act.title, quick_reply: { payload: act.payload } })]
    case 'ad_click':
      return [message(scene, act.kind, { text: act.text, referral: adReferral(scene, act) })]
    case 'postback': {
      const mid = scene.newId()
      const postback = { mid, title: act.title, payload: act.payload }
      return [messagingUpdate(scene, 'messaging_postbacks', act.kind, mid, { postback })]
    }
    case 'order':
      return [messagingUpdate(scene, 'messages', act.kind, '', { order: order(act) })]
    case 'referral': {
      const referral = { ref: act.ref, source: act.source ?? 'SHORTLINK', type: 'OPEN_THREAD' }
      return [messagingUpdate(scene, 'messaging_referrals', act.kind, '', { referral })]
    }
    case 'reaction': {
      const reaction = { action: 'react', reaction: reactionWord(act.emoji), emoji: act.emoji, mid: act.to }
      return [messagingUpdate(scene, 'message_reactions', act.kind, act.to, { reaction })]
    }
    case 'unreaction':
      return [
        messagingUpdate(scene, 'message_reactions', act.kind, act.to, { reaction: { action: 'unreact', mid: act.to } }),
      ]
    case 'edit': {
      const edit = { mid: act.to, text: act.text, num_edit: (scene.findSaid(act.to)?.edits ?? 0) + 1 }
      return [messagingUpdate(scene, 'message_edits', act.kind, act.to, { message_edit: edit })]
    }
    default:
      throw new NotOnPlatform('messenger', act.kind)
  }
}

/** What the Page itself said, from its inbox and not through the API. */
export function messengerEcho(scene: Scene, text: string): Update {
  const mid = scene.newId()
  const update = messagingUpdate(scene, 'message_echoes', 'echo', mid, {})
  return { ...update, content: echoContent(scene, { mid, is_echo: true, app_id: pageInboxAppId, text }) }
}

/** The app id under which the Page inbox appears. */
const pageInboxAppId = 26390203743090

export function echoContent({ account, customer, at }: Scene, message: JsonObject): JsonObject {
  return { sender: { id: account.externalId }, recipient: { id: customer.scopedId }, timestamp: at, message }
}

/** Everything sent until `watermark` has been delivered or read. */
export function messengerReceipt(scene: Scene, status: 'delivered' | 'read', mid: string, watermark: number): Update {
  return status === 'read'
    ? messagingUpdate(scene, 'message_reads', status, mid, { read: { watermark } })
    : messagingUpdate(scene, 'message_deliveries', status, mid, { delivery: { mids: [mid], watermark } })
}

function message(scene: Scene, kind: string, what: JsonObject): Update {
  const mid = scene.newId()
  return messagingUpdate(scene, 'messages', kind, mid, { message: { mid, ...what } })
}

/** People write below a picture in a second message. */
function caption(scene: Scene, text: string | undefined): Update[] {
  return text === undefined ? [] : [message(scene, 'text', { text })]
}

function replyTo(scene: Scene, mid: string | undefined): JsonObject {
  if (mid === undefined) return {}
  return { reply_to: { mid, is_self_reply: scene.findSaid(mid)?.from === 'customer' } }
}

function attachment(scene: Scene, type: 'image' | 'video' | 'audio' | 'file'): JsonObject {
  const kind: MediaKind = type === 'audio' ? 'sound' : type
  return { type, payload: { url: scene.media.signedUrl(kind, scene.newMediaNumber()) } }
}

function pictures(scene: Scene, count: number): JsonObject[] {
  return Array.from({ length: count }, () => attachment(scene, 'image'))
}

function sticker(scene: Scene, stickerId: number): JsonObject {
  const url = scene.media.signedUrl('image', scene.newMediaNumber())
  return { type: 'sticker', payload: { url, sticker_id: stickerId } }
}

function location(lat: number, long: number): JsonObject {
  return { type: 'location', payload: { coordinates: { lat, long } } }
}

type Share = Extract<Act, { kind: 'share' }>

function shared(scene: Scene, { shared: what, title, url }: Share): JsonObject {
  const number = scene.newMediaNumber()
  const picture = scene.media.signedUrl('image', number)
  switch (what) {
    case 'link':
      return { type: 'fallback', title, url: url ?? 'https://shop.example/', payload: null }
    case 'product': {
      const element = {
        id: `5000${number}`,
        retailer_id: `sku-${number.slice(-3)}`,
        title,
        subtitle: '',
        image_url: picture,
      }
      return { type: 'template', payload: { product: { elements: [element] } } }
    }
    case 'reel':
      return { type: 'reel', payload: { url: url ?? picture, title, reel_video_id: `1800${number}` } }
    case 'post':
      return { type: 'post', payload: { url: url ?? picture, title, id: `1800${number}` } }
  }
}

type AdClick = Extract<Act, { kind: 'ad_click' }>

export function adReferral(scene: Scene, { headline, ref }: AdClick): JsonObject {
  const number = scene.newMediaNumber()
  return {
    ref: ref ?? '',
    ad_id: `120200${number}`,
    source: 'ADS',
    type: 'OPEN_THREAD',
    ads_context_data: { ad_title: headline, photo_url: scene.media.signedUrl('image', number) },
  }
}

type Order = Extract<Act, { kind: 'order' }>

function order({ product, quantity, unit_price, currency, note }: Order): JsonObject {
  const line = {
    id: '5000000000000001',
    retailer_id: skuOf(product),
    name: product,
    unit_price,
    currency: currency ?? 'GBP',
    quantity,
  }
  return { products: [line], note }
}

export function skuOf(product: string): string {
  return product.toLowerCase().replace(/[^a-z0-9]+/g, '-')
}
