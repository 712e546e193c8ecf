import { type Static, Type } from 'typebox'
import { nullable, Time } from './views.ts'
import { ProviderPlatform } from './words.ts'

/**
 * The emulated platforms, for the screen on which a member plays the customer. Only where the server runs with them and
 * the workspace lives on them.
 */

const Handle = Type.String({ minLength: 1, maxLength: 64 })
const MessageRef = Type.String({ minLength: 1, maxLength: 300, description: 'The platform’s id of the message.' })
const Words = Type.String({ minLength: 1, maxLength: 4000 })
const Short = Type.String({ minLength: 1, maxLength: 200 })

export const SandboxPerson = Type.Object({
  platform: ProviderPlatform,
  handle: Handle,
  name: Type.String(),
  username: nullable(Type.String()),
  phone: nullable(Type.String({ description: 'Digits; null where the person hides it, or the platform has none.' })),
  manner: nullable(Type.String({ description: 'What to expect of one of the demo’s own. In English.' })),
  avatar_url: Type.String(),
  last_at: nullable(Time),
})
export type SandboxPerson = Static<typeof SandboxPerson>

export const SandboxFaults = Type.Object({
  duplicates: Type.Number({ minimum: 0, maximum: 1, description: 'How likely a delivery comes twice.' }),
  reorder: Type.Integer({ minimum: 0, maximum: 100, description: 'So many are held and delivered shuffled.' }),
  batch: Type.Integer({ minimum: 0, maximum: 100, description: 'Up to so many in one request.' }),
  delay_ms: Type.Integer({ minimum: 0, maximum: 600_000 }),
  drop: Type.Number({ minimum: 0, maximum: 1, description: 'How likely the first attempt never arrives.' }),
  lose_answer: Type.Number({ minimum: 0, maximum: 1, description: 'How likely the first answer gets lost.' }),
  stray_edits: Type.Number({
    minimum: 0,
    maximum: 1,
    description: 'Instagram: how likely an edit of nothing follows.',
  }),
})
export type SandboxFaults = Static<typeof SandboxFaults>
export const ChangeSandboxFaults = Type.Partial(SandboxFaults, { minProperties: 1, additionalProperties: false })
export type ChangeSandboxFaults = Static<typeof ChangeSandboxFaults>

export const SandboxScript = Type.Object({
  running: Type.Boolean({ description: 'Whether the people of the demo write by themselves.' }),
  speed: Type.Number(),
})
export type SandboxScript = Static<typeof SandboxScript>

export const SandboxState = Type.Object({
  people: Type.Array(SandboxPerson),
  faults: SandboxFaults,
  script: SandboxScript,
  pending: Type.Integer({ description: 'Deliveries that have not ended.' }),
})
export type SandboxState = Static<typeof SandboxState>

export const SandboxDeliveryState = Type.Union([
  Type.Literal('waiting'),
  Type.Literal('retrying'),
  Type.Literal('acknowledged'),
  Type.Literal('failed'),
  Type.Literal('unsubscribed'),
])
export type SandboxDeliveryState = Static<typeof SandboxDeliveryState>

export const SandboxDelivery = Type.Object({
  id: Type.String(),
  platform: ProviderPlatform,
  state: SandboxDeliveryState,
  kinds: Type.Array(Type.String()),
  message_ids: Type.Array(Type.String()),
  duplicate_of: nullable(Type.String()),
  replay_of: nullable(Type.String()),
  body_bytes: Type.Integer(),
  created_at: Time,
  attempts: Type.Array(
    Type.Object({
      at: Time,
      status: nullable(Type.Integer()),
      error: nullable(Type.String()),
      latency_ms: Type.Number(),
    }),
  ),
})
export type SandboxDelivery = Static<typeof SandboxDelivery>

export const SandboxDeliveryDetails = Type.Object({
  ...SandboxDelivery.properties,
  sent: nullable(
    Type.Object({
      url: Type.String(),
      headers: Type.Record(Type.String(), Type.String()),
      body: Type.String(),
      is_signed: Type.Boolean({ description: 'The signature is the one that the app’s secret gives.' }),
    }),
    { description: 'Null where nothing was sent.' },
  ),
})
export type SandboxDeliveryDetails = Static<typeof SandboxDeliveryDetails>

export const SandboxDeliveries = Type.Object({ items: Type.Array(SandboxDelivery), pending: Type.Integer() })
export type SandboxDeliveries = Static<typeof SandboxDeliveries>

export const SandboxDeliveryQuery = Type.Object({
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
  state: Type.Optional(SandboxDeliveryState),
})
export type SandboxDeliveryQuery = Static<typeof SandboxDeliveryQuery>

export const SandboxReceiptStatus = Type.Union([
  Type.Literal('sent'),
  Type.Literal('delivered'),
  Type.Literal('read'),
  Type.Literal('played'),
  Type.Literal('failed'),
])
export type SandboxReceiptStatus = Static<typeof SandboxReceiptStatus>

/** One line of a thread, as the customer's own app shows it. */
export const SandboxLine = Type.Object({
  n: Type.Integer({ description: 'Tells lines apart.' }),
  id: Type.String({ description: 'Empty where the platform gives none.' }),
  from: Type.Union([Type.Literal('customer'), Type.Literal('account')]),
  kind: Type.String(),
  text: nullable(Type.String()),
  about: Type.Record(Type.String(), Type.Unknown(), { description: 'The other fields of what was done.' }),
  media: Type.Array(Type.Object({ kind: Type.String(), url: Type.String() })),
  reply_to: nullable(Type.Object({ id: Type.String(), from: nullable(Type.String()), text: nullable(Type.String()) })),
  reaction: nullable(Type.String()),
  edits: Type.Integer(),
  is_unsent: Type.Boolean(),
  status: nullable(SandboxReceiptStatus, { description: 'Of what the business said: what the platform told it.' }),
  delivery: nullable(SandboxDeliveryState),
  at: Time,
})
export type SandboxLine = Static<typeof SandboxLine>

export const SandboxThread = Type.Object({
  customer: SandboxPerson,
  account: Type.Object({
    name: Type.String(),
    username: Type.String(),
    phone: nullable(Type.String()),
    avatar_url: Type.String(),
  }),
  acts: Type.Array(Type.String(), { description: 'What the customer can do on this platform.' }),
  receipts: Type.Array(SandboxReceiptStatus, { description: 'What the platform tells the business.' }),
  lines: Type.Array(SandboxLine, { description: 'Oldest first; the newest 200.' }),
})
export type SandboxThread = Static<typeof SandboxThread>

export const SandboxWho = Type.Object({ platform: ProviderPlatform, customer: Handle })
export type SandboxWho = Static<typeof SandboxWho>

export const CreateSandboxPerson = Type.Object({
  platform: ProviderPlatform,
  handle: Type.String({ pattern: '^[a-z0-9._-]{1,40}$' }),
  name: Type.Optional(Short),
  username: Type.Optional(Short),
})
export type CreateSandboxPerson = Static<typeof CreateSandboxPerson>

export const SandboxActKind = Type.Union([
  Type.Literal('text'),
  Type.Literal('image'),
  Type.Literal('video'),
  Type.Literal('file'),
  Type.Literal('voice'),
  Type.Literal('sticker'),
  Type.Literal('album'),
  Type.Literal('location'),
  Type.Literal('contact'),
  Type.Literal('story_reply'),
  Type.Literal('story_mention'),
  Type.Literal('share'),
  Type.Literal('like'),
  Type.Literal('forward'),
  Type.Literal('ad_click'),
  Type.Literal('unsupported'),
  Type.Literal('quick_reply'),
  Type.Literal('postback'),
  Type.Literal('button_reply'),
  Type.Literal('list_reply'),
  Type.Literal('template_button'),
  Type.Literal('flow_reply'),
  Type.Literal('order'),
  Type.Literal('referral'),
  Type.Literal('reaction'),
  Type.Literal('unreaction'),
  Type.Literal('edit'),
  Type.Literal('unsend'),
  Type.Literal('change_number'),
  Type.Literal('change_user_id'),
])
export type SandboxActKind = Static<typeof SandboxActKind>

/** What a customer does. Which fields a kind needs, and which kinds a platform has, the sandbox says in its refusal. */
export const SandboxAct = Type.Object(
  {
    ...SandboxWho.properties,
    kind: SandboxActKind,
    text: Type.Optional(Words),
    caption: Type.Optional(Words),
    name: Type.Optional(Short),
    reply_to: Type.Optional(MessageRef),
    to: Type.Optional(MessageRef),
    emoji: Type.Optional(Type.String({ minLength: 1, maxLength: 32 })),
    count: Type.Optional(Type.Integer({ minimum: 1, maximum: 40 })),
    latitude: Type.Optional(Type.Number({ minimum: -90, maximum: 90 })),
    longitude: Type.Optional(Type.Number({ minimum: -180, maximum: 180 })),
    address: Type.Optional(Short),
    phone: Type.Optional(Short),
    email: Type.Optional(Short),
    shared: Type.Optional(Short),
    title: Type.Optional(Short),
    payload: Type.Optional(Short),
    description: Type.Optional(Short),
    url: Type.Optional(Type.String({ maxLength: 2000, pattern: '^https?://' })),
    headline: Type.Optional(Short),
    ref: Type.Optional(Short),
    source: Type.Optional(Short),
    type: Type.Optional(Short),
    answers: Type.Optional(Words),
    product: Type.Optional(Short),
    quantity: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
    unit_price: Type.Optional(Type.Number({ minimum: 0, maximum: 1_000_000 })),
    currency: Type.Optional(Type.String({ minLength: 3, maxLength: 3 })),
    note: Type.Optional(Words),
  },
  { additionalProperties: false },
)
export type SandboxAct = Static<typeof SandboxAct>

/** The business writes in the platform's own app. */
export const SandboxEcho = Type.Object({ ...SandboxWho.properties, text: Words })
export type SandboxEcho = Static<typeof SandboxEcho>

export const SandboxReceipt = Type.Object({
  ...SandboxWho.properties,
  id: MessageRef,
  status: SandboxReceiptStatus,
})
export type SandboxReceipt = Static<typeof SandboxReceipt>

export const SandboxBurst = Type.Object({
  count: Type.Integer({ minimum: 1, maximum: 500 }),
  platform: Type.Optional(ProviderPlatform),
})
export type SandboxBurst = Static<typeof SandboxBurst>

export const ChangeSandboxScript = Type.Object({ running: Type.Boolean() })
export type ChangeSandboxScript = Static<typeof ChangeSandboxScript>

export const SandboxOutcome = Type.Object({
  outcome: Type.Union([Type.Literal('acknowledged'), Type.Literal('pending'), Type.Literal('not_delivered')], {
    description: '`pending`: on its way, and tried again until the server takes it.',
  }),
  ids: Type.Array(Type.String()),
})
export type SandboxOutcome = Static<typeof SandboxOutcome>
