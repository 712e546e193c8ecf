import { type Act, NotOnPlatform } from '../cast/act.ts'
import { adReferral, echoContent } from './messenger.ts'
import { messagingUpdate, type Scene } from './scene.ts'
import type { JsonObject, Update } from './update.ts'

/** What an Instagram account's webhook says of an act: usually one update, an image with a caption two. */
export function instagramUpdates(act: Act, scene: Scene): Update[] {
  switch (act.kind) {
    case 'text':
      return [message(scene, act.kind, { text: act.text, ...replyTo(act.reply_to) })]
    case 'image':
    case 'video':
    case 'file':
      return [
        message(scene, act.kind, { attachments: [attachment(scene, act.kind)], ...replyTo(act.reply_to) }),
        ...caption(scene, act.caption),
      ]
    case 'voice':
      return [message(scene, act.kind, { attachments: [attachment(scene, 'audio')], ...replyTo(act.reply_to) })]
    case 'sticker':
      // Instagram has no type of its own for stickers and GIFs.
      return [message(scene, act.kind, { attachments: [attachment(scene, 'image')] })]
    case 'album':
      return [message(scene, act.kind, { attachments: pictures(scene, act.count) }), ...caption(scene, act.caption)]
    case 'like':
      return [message(scene, act.kind, { attachments: [{ type: 'like_heart' }] })]
    case 'story_reply':
      return [message(scene, act.kind, { text: act.text, reply_to: { story: story(scene) } })]
    case 'story_mention':
      return [
        message(scene, act.kind, { attachments: [{ type: 'story_mention', payload: { url: story(scene).url } }] }),
      ]
    case 'share':
      return [message(scene, act.kind, { attachments: [shared(scene, act)] })]
    case 'unsupported':
      return [message(scene, act.kind, { is_unsupported: true })]
    case 'quick_reply':
      return [message(scene, act.kind, { text: act.title, quick_reply: { payload: act.payload } })]
    case 'ad_click':
      return [message(scene, act.kind, { text: act.text, referral: adReferral(scene, act) })]
    case 'postback': {
      const mid = scene.newId()
      const postback = { mid, title: act.title, payload: act.payload }
      return [messagingUpdate(scene, 'messaging_postbacks', act.kind, mid, { postback })]
    }
    case 'referral': {
      const referral = { ref: act.ref, source: act.source ?? 'IGME', type: 'OPEN_THREAD' }
      return [messagingUpdate(scene, 'messaging_referral', act.kind, '', { referral })]
    }
    case 'reaction': {
      const word = act.emoji.startsWith('❤') ? 'love' : 'other'
      const reaction = { mid: act.to, action: 'react', reaction: word, emoji: act.emoji }
      return [messagingUpdate(scene, 'message_reactions', act.kind, act.to, { reaction })]
    }
    case 'unreaction':
      return [
        messagingUpdate(scene, 'message_reactions', act.kind, act.to, { reaction: { mid: act.to, action: 'unreact' } }),
      ]
    case 'edit': {
      const edit = { mid: act.to, text: act.text, num_edit: (scene.findSaid(act.to)?.edits ?? 0) + 1 }
      return [messagingUpdate(scene, 'message_edit', act.kind, act.to, { message_edit: edit })]
    }
    case 'unsend':
      return [messagingUpdate(scene, 'messages', act.kind, act.to, { message: { mid: act.to, is_deleted: true } })]
    default:
      throw new NotOnPlatform('instagram', act.kind)
  }
}

/** What the account said in the Instagram app. Unlike a Page's echo it names no app. */
export function instagramEcho(scene: Scene, text: string): Update {
  const mid = scene.newId()
  const update = messagingUpdate(scene, 'message_echoes', 'echo', mid, {})
  return { ...update, content: echoContent(scene, { mid, is_echo: true, text }) }
}

/** This message, and whatever was sent before it, has been seen. Instagram tells of no delivery. */
export function instagramReceipt(scene: Scene, mid: string): Update {
  return messagingUpdate(scene, 'messaging_seen', 'read', mid, { read: { mid } })
}

/** The edit that Instagram sends along with some brand-new messages: of nothing, from nobody. */
export function strayEdit(of: Update): Update {
  const content = { timestamp: of.content.timestamp, message_edit: { mid: of.messageId, num_edit: 0 } }
  return { ...of, field: 'message_edit', kind: 'stray_edit', content }
}

function message(scene: Scene, kind: string, what: JsonObject): Update {
  const mid = scene.newId()
  return messagingUpdate(scene, 'messages', kind, mid, { message: { mid, ...what } })
}

function caption(scene: Scene, text: string | undefined): Update[] {
  return text === undefined ? [] : [message(scene, 'text', { text })]
}

function replyTo(mid: string | undefined): JsonObject {
  return mid === undefined ? {} : { reply_to: { mid } }
}

function attachment(scene: Scene, type: 'image' | 'video' | 'audio' | 'file'): JsonObject {
  const kind = type === 'audio' ? 'sound' : type
  return { type, payload: { url: scene.media.signedUrl(kind, scene.newMediaNumber()) } }
}

function pictures(scene: Scene, count: number): JsonObject[] {
  return Array.from({ length: count }, () => attachment(scene, 'image'))
}

function story(scene: Scene): JsonObject {
  const number = scene.newMediaNumber()
  return { id: `1800${number}`, url: scene.media.signedUrl('image', number) }
}

type Share = Extract<Act, { kind: 'share' }>

function shared(scene: Scene, { shared: what, title, url }: Share): JsonObject {
  const number = scene.newMediaNumber()
  const target = url ?? scene.media.signedUrl('image', number)
  switch (what) {
    case 'reel':
      return { type: 'ig_reel', payload: { reel_video_id: `1800${number}`, title, url: target } }
    case 'post':
      return { type: 'ig_post', payload: { id: `1800${number}`, title, url: target } }
    case 'link':
    case 'product':
      return { type: 'share', payload: { url: target } }
  }
}
