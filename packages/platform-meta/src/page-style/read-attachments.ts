import type { AttachmentFact, ContentType } from '@switchboard/platform-kit'
import { asId, asLink, asNumber, asObject, asText, type JsonObject, nameOf } from '../json.ts'

/** What the attachments of a message come to. `type` is null where they leave it to the text. */
export interface AttachmentContent {
  type: ContentType | null
  text: string | null
  attachments: AttachmentFact[]
  payload: Record<string, unknown>
}

const media = new Map<unknown, AttachmentFact['kind'] & ContentType>([
  ['image', 'image'],
  ['video', 'video'],
  ['audio', 'audio'],
  ['file', 'file'],
  ['media', 'file'], // Instagram's word for an image or a video; the bytes will say which
  ['sticker', 'sticker'],
])

const shares = new Set<unknown>(['share', 'post', 'ig_post', 'reel', 'ig_reel', 'story', 'ig_story'])

/** Stickers that stand for a character: the three sizes of Messenger's thumb. */
const thumbs = new Set(['369239263222822', '369239343222814', '369239383222810'])

/** Reads all attachments; the first that is understood decides the type, and each payload field is told by the first. */
export function readAttachments(attachments: readonly unknown[], hasText: boolean): AttachmentContent {
  const content: AttachmentContent = { type: null, text: null, attachments: [], payload: {} }
  for (const attachment of attachments) readAttachment(asObject(attachment) ?? {}, content, hasText)
  if (content.payload.unsupported && content.type === null && !hasText) content.type = 'unsupported'
  return content
}

function readAttachment(attachment: JsonObject, content: AttachmentContent, hasText: boolean): void {
  const { type } = attachment
  const payload = asObject(attachment.payload) ?? {}
  const stickerId = asId(payload.sticker_id)
  const kind = media.get(type)
  if (type === 'sticker' || (type === 'image' && stickerId !== null)) readSticker(attachment, stickerId, content)
  else if (kind) add(content, kind, fileOf(kind, attachment, payload))
  else if (shares.has(type)) readShare(attachment, payload, content)
  else if (type === 'fallback') readFallback(attachment, payload, content, hasText)
  else if (type === 'story_mention') readStoryMention(payload, content)
  else if (type === 'template') readTemplate(attachment, payload, content)
  else if (type === 'location' && readLocation(attachment, payload, content)) return
  else if (type === 'like_heart') readHeart(content)
  else if (type === 'appointment_booking') add(content, 'interactive', null, { appointment_booking: payload })
  else readUnknown(attachment, payload, content)
}

function add(
  content: AttachmentContent,
  type: ContentType | null,
  attachment: AttachmentFact | null,
  payload: Record<string, unknown> = {},
): void {
  content.type ??= type
  if (attachment) content.attachments.push(attachment)
  content.payload = { ...payload, ...content.payload }
}

function fileOf(kind: AttachmentFact['kind'], attachment: JsonObject, payload: JsonObject): AttachmentFact {
  return {
    kind,
    url: linkOf(attachment, payload),
    external_id: asId(payload.attachment_id),
    mime: null,
    name: titleOf(attachment, payload),
    size: null,
  }
}

/** Some attachments carry link and title themselves, next to a payload that is null. */
function linkOf(attachment: JsonObject, payload: JsonObject): string | null {
  return asLink(payload.url) ?? asLink(attachment.url)
}

function titleOf(attachment: JsonObject, payload: JsonObject): string | null {
  return asText(payload.title) ?? asText(attachment.title)
}

/** For a while each sticker came twice, as `sticker` and as an `image` with the same id: the second one is dropped. */
function readSticker(attachment: JsonObject, stickerId: string | null, content: AttachmentContent): void {
  if (stickerId !== null && content.payload.sticker_id === stickerId) return
  if (stickerId !== null && thumbs.has(stickerId)) content.text ??= '👍'
  const file = fileOf('sticker', attachment, asObject(attachment.payload) ?? {})
  add(content, 'sticker', file, { ...(stickerId !== null && { sticker_id: stickerId }) })
}

/** Instagram's double tap: a sticker without a picture. */
function readHeart(content: AttachmentContent): void {
  content.text ??= '❤'
  add(content, 'sticker', null, { sticker_id: 'like_heart' })
}

function readShare(attachment: JsonObject, payload: JsonObject, content: AttachmentContent): void {
  const id = asId(payload.id) ?? asId(payload.reel_video_id)
  const share = { kind: attachment.type, id, title: titleOf(attachment, payload), url: linkOf(attachment, payload) }
  add(content, 'share', fileOf('share', attachment, payload), { share })
}

/** A link, which under a text is only its preview; or something Messenger has no better word for. */
function readFallback(attachment: JsonObject, payload: JsonObject, content: AttachmentContent, hasText: boolean): void {
  const share = { kind: 'fallback', id: null, title: titleOf(attachment, payload), url: linkOf(attachment, payload) }
  add(content, hasText ? null : 'share', fileOf('share', attachment, payload), { share })
}

/** The picture is no attachment: it may be shown while the story lives and must not be kept longer. */
function readStoryMention(payload: JsonObject, content: AttachmentContent): void {
  add(content, 'story_mention', null, { story: { id: asId(payload.id), url: asLink(payload.url) } })
}

function readTemplate(attachment: JsonObject, payload: JsonObject, content: AttachmentContent): void {
  const product = asObject(payload.product)
  if (product) {
    add(content, 'share', null, { product })
    return
  }
  const isEmpty = asObject(attachment.payload) === null
  const template = isEmpty ? { title: titleOf(attachment, payload), url: linkOf(attachment, payload) } : payload
  add(content, 'template', null, { template })
}

function readLocation(attachment: JsonObject, payload: JsonObject, content: AttachmentContent): boolean {
  const coordinates = asObject(payload.coordinates)
  const latitude = asNumber(coordinates?.lat)
  const longitude = asNumber(coordinates?.long)
  if (latitude === null || longitude === null) return false
  const name = titleOf(attachment, payload)
  add(content, 'location', null, {
    location: { latitude, longitude, name, address: null, url: linkOf(attachment, payload) },
  })
  return true
}

/** Kept with its link where it has one: a person can open what we cannot name. */
function readUnknown(attachment: JsonObject, payload: JsonObject, content: AttachmentContent): void {
  const isFile = linkOf(attachment, payload) !== null
  const unsupported = { type: nameOf(attachment.type), code: null, title: titleOf(attachment, payload) }
  add(content, null, isFile ? fileOf('file', attachment, payload) : null, { unsupported })
}
