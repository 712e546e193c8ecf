import type { Platform } from '../wire/update.ts'

/** What a customer can do. Data, so that a script, the control API and the command line all speak the same words. */
export type Act = Saying | Choosing | Changing

interface Quoting {
  /** The message that this one answers. */
  reply_to?: string
}

export type Saying =
  | ({ kind: 'text'; text: string } & Quoting)
  | ({ kind: 'image' | 'video' | 'file'; caption?: string; name?: string } & Quoting)
  | ({ kind: 'voice' | 'sticker' } & Quoting)
  | { kind: 'album'; count: number; caption?: string }
  | ({ kind: 'location'; latitude: number; longitude: number; name?: string; address?: string } & Quoting)
  | ({ kind: 'contact'; name: string; phone: string; email?: string } & Quoting)
  | { kind: 'story_reply'; text: string }
  | { kind: 'story_mention' }
  | { kind: 'share'; shared: 'post' | 'reel' | 'link' | 'product'; title: string; url?: string }
  | { kind: 'like' }
  | { kind: 'forward'; text: string }
  | { kind: 'ad_click'; text: string; headline: string; ref?: string }
  | { kind: 'unsupported'; type?: string }

export type Choosing =
  | { kind: 'quick_reply'; title: string; payload: string }
  | { kind: 'postback'; title: string; payload: string }
  | { kind: 'button_reply'; title: string; payload: string; to?: string }
  | { kind: 'list_reply'; title: string; payload: string; description?: string; to?: string }
  | { kind: 'template_button'; title: string; payload: string; to?: string }
  | { kind: 'flow_reply'; answers: string; to?: string }
  | { kind: 'order'; product: string; quantity: number; unit_price: number; currency?: string; note?: string }
  | { kind: 'referral'; ref: string; source?: string }

export type Changing =
  | { kind: 'reaction'; to: string; emoji: string }
  | { kind: 'unreaction'; to: string }
  | { kind: 'edit'; to: string; text: string }
  | { kind: 'unsend'; to: string }
  | { kind: 'change_number'; phone?: string }
  | { kind: 'change_user_id' }

export type ActKind = Act['kind']

const changes: readonly ActKind[] = ['reaction', 'unreaction', 'edit', 'unsend', 'change_number', 'change_user_id']

/** Whether it adds a message to the thread, rather than changing what is there. */
export function isSaying(act: Act): act is Saying | Choosing {
  return !changes.includes(act.kind) && act.kind !== 'referral'
}

type FieldType = 'string' | 'number' | 'string?' | 'number?'
type Fields = Record<string, FieldType>

const media: Fields = { caption: 'string?', name: 'string?', reply_to: 'string?' }
const choice: Fields = { title: 'string', payload: 'string' }
const choiceTo: Fields = { ...choice, to: 'string?' }

/** Every act with what it needs and what it may have. */
export const actFields: Record<ActKind, Fields> = {
  text: { text: 'string', reply_to: 'string?' },
  image: media,
  video: media,
  file: media,
  voice: { reply_to: 'string?' },
  sticker: { reply_to: 'string?' },
  album: { count: 'number', caption: 'string?' },
  location: { latitude: 'number', longitude: 'number', name: 'string?', address: 'string?', reply_to: 'string?' },
  contact: { name: 'string', phone: 'string', email: 'string?', reply_to: 'string?' },
  story_reply: { text: 'string' },
  story_mention: {},
  share: { shared: 'string', title: 'string', url: 'string?' },
  like: {},
  forward: { text: 'string' },
  ad_click: { text: 'string', headline: 'string', ref: 'string?' },
  unsupported: { type: 'string?' },
  quick_reply: choice,
  postback: choice,
  button_reply: choiceTo,
  list_reply: { ...choiceTo, description: 'string?' },
  template_button: choiceTo,
  flow_reply: { answers: 'string', to: 'string?' },
  order: {
    product: 'string',
    quantity: 'number',
    unit_price: 'number',
    currency: 'string?',
    note: 'string?',
  },
  referral: { ref: 'string', source: 'string?' },
  reaction: { to: 'string', emoji: 'string' },
  unreaction: { to: 'string' },
  edit: { to: 'string', text: 'string' },
  unsend: { to: 'string' },
  change_number: { phone: 'string?' },
  change_user_id: {},
}

const everywhere: readonly ActKind[] = [
  'text',
  'image',
  'video',
  'file',
  'voice',
  'sticker',
  'album',
  'ad_click',
  'unsupported',
  'reaction',
  'unreaction',
  'edit',
]

/** What customers can do on each platform, as far as it tells. */
export const platformActs: Readonly<Record<Platform, readonly ActKind[]>> = {
  messenger: [...everywhere, 'location', 'share', 'like', 'quick_reply', 'postback', 'order', 'referral'],
  instagram: [
    ...everywhere,
    'story_reply',
    'story_mention',
    'share',
    'like',
    'quick_reply',
    'postback',
    'referral',
    'unsend',
  ],
  whatsapp: [
    ...everywhere,
    'location',
    'contact',
    'forward',
    'button_reply',
    'list_reply',
    'template_button',
    'flow_reply',
    'order',
    'unsend',
    'change_number',
    'change_user_id',
  ],
}

/** An act that this platform has no way to do or to tell. */
export class NotOnPlatform extends Error {
  constructor(platform: Platform, kind: string) {
    super(`A customer on ${platform} cannot do "${kind}", or the platform does not tell.`)
    this.name = 'NotOnPlatform'
  }
}

/** An act described wrongly: the message says which field and what it should be. */
export class NotAnAct extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'NotAnAct'
  }
}

/** The act that a JSON object describes. Other fields are left out; throws `NotAnAct` with the first problem. */
export function parseAct(described: Record<string, unknown>): Act {
  const kind = described.kind ?? 'text'
  if (!isActKind(kind)) {
    throw new NotAnAct(`There is no kind ${JSON.stringify(kind)}. There are: ${Object.keys(actFields).join(', ')}.`)
  }
  const act: Record<string, unknown> = { kind }
  for (const [name, type] of Object.entries(actFields[kind])) {
    const value = described[name]
    refuseWrongField(kind, name, type, value)
    if (value !== undefined) act[name] = value
  }
  refuseOddAct(act)
  // Every field has just been held against the table, which says the same as the type.
  return act as unknown as Act
}

function isActKind(kind: unknown): kind is ActKind {
  return typeof kind === 'string' && Object.hasOwn(actFields, kind)
}

function refuseWrongField(kind: string, name: string, type: FieldType, value: unknown): void {
  const isOptional = type.endsWith('?')
  const expected = type.replace('?', '')
  if (value === undefined && isOptional) return
  const fits = expected === 'number' ? Number.isFinite(value) : typeof value === expected
  if (!fits) throw new NotAnAct(`"${kind}" needs "${name}": a ${expected}.`)
}

const mostPictures = 100
const shareable = ['post', 'reel', 'link', 'product']

function refuseOddAct(act: Record<string, unknown>): void {
  const count = act.count
  if (typeof count === 'number' && !(Number.isInteger(count) && count >= 1 && count <= mostPictures)) {
    throw new NotAnAct(`"album" needs "count": a whole number from 1 to ${mostPictures}.`)
  }
  const shared = act.shared
  if (typeof shared === 'string' && !shareable.includes(shared)) {
    throw new NotAnAct(`"share" needs "shared": one of ${shareable.join(', ')}.`)
  }
}
