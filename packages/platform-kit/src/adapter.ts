/**
 * The contract between Switchboard and a platform. An adapter translates: it knows one platform's wire format and
 * nothing of our database, members or sockets. What it needs comes in as an argument, what it learns goes out as a
 * value, so a recorded payload is all a test ever needs.
 */

export type PlatformName = 'instagram' | 'messenger' | 'whatsapp'

export interface PlatformAdapter {
  readonly platform: PlatformName
  /** How long a customer's message lets us answer freely, and what is allowed afterwards. */
  readonly replyWindow: ReplyWindow
  /** Whether `signature` (the header as it came) is over exactly these bytes, by any of the secrets. Constant time. */
  verify(body: Uint8Array, signature: string | undefined, secrets: readonly string[]): boolean
  /**
   * Splits a verified payload into its items. Pure and total: the same payload gives the same items, no payload
   * throws, and one odd element never costs its neighbours. An empty list means there was nothing in it at all.
   */
  parse(payload: unknown): InboundItem[]
}

export interface ReplyWindow {
  open_ms: number
  /** After `open_ms`: with a tag until `extended_ms` has passed, only with a template, or not at all. */
  afterwards: 'tag_only' | 'template_only' | 'blocked'
  extended_ms: number | null
}

/** One thing a webhook says. What a payload holds becomes a list of these, in the order it holds them. */
export interface InboundItem {
  /** The same for every delivery of this item, and different for every other item of the account. */
  key: string
  /** The platform's id of our side: Page id, Instagram user id, phone number id, or WABA id for what concerns all of its numbers. */
  account_external_id: string | null
  /** Whose conversation it belongs to, as the platform names them. Items of one thread are applied in order. */
  thread: string | null
  /** The platform's clock, ISO 8601. */
  at: string | null
  /** A payload that holds this item alone: `parse(raw)` gives exactly this item again. */
  raw: unknown
  fact: Fact
}

export type Fact =
  | MessageFact
  | EditFact
  | UnsendFact
  | ReactionFact
  | ReceiptFact
  | ContactChangeFact
  | ProfileFact
  | AccountFact
  /** Understood, and of no use to an inbox. The reason is a short stable slug, e.g. `test_event`. */
  | { kind: 'ignored'; reason: string }
  /** The platform says something we do not know: kept, counted, alarmed, and parsed again by a later version. */
  | { kind: 'unrecognised'; reason: string }

/** A person as this account sees them. At least one identity; the most stable one first. */
export interface ContactRef {
  identities: Identity[]
  name: string | null
  username: string | null
  /** Digits with a leading plus; null where the platform hides it. */
  phone: string | null
}
export interface Identity {
  kind: 'psid' | 'igsid' | 'wa_id' | 'bsuid'
  value: string
}

export type ContentType =
  | 'text'
  | 'image'
  | 'video'
  | 'audio'
  | 'file'
  | 'sticker'
  | 'location'
  | 'contacts'
  | 'story_mention'
  | 'story_reply'
  | 'share'
  | 'template'
  | 'interactive'
  | 'postback'
  | 'order'
  | 'system'
  | 'unsupported'

export interface MessageFact {
  kind: 'message'
  /** The platform's id of the message; made up from the content where it has none (a bare referral, an order). */
  external_id: string
  direction: 'inbound' | 'outbound'
  contact: ContactRef
  /** The platform's clock; 1970-01-01T00:00:00.000Z where it gave none, and then the item's `at` is null. */
  sent_at: string
  type: ContentType
  text: string | null
  attachments: AttachmentFact[]
  /** What is answered: a message, perhaps one we never saw, or a story by its id. */
  reply_to: { external_id: string | null; type: 'story' | null; preview: string | null } | null
  /**
   * What only this type has: coordinates, contact cards, the chosen button, the order, the story, the referral. The
   * names are the same on every platform; docs/platforms lists them. `media_placeholder: true` promises the media
   * later, in a second message fact with the same `external_id`.
   */
  payload: Record<string, unknown> | null
  /** Ours, come back in an echo: this message is one we sent. */
  correlation: string | null
  /** The app that sent an echo, where the platform says so. */
  app_id: string | null
  /** Whether it (re)opens the reply window, and whether a person should see it as unread. */
  opens_window: boolean
  counts_as_unread: boolean
  /** History that is being imported: lands in the past, silently. */
  is_historical: boolean
  /** Seen while another app owns the thread. */
  is_standby: boolean
}

export interface AttachmentFact {
  kind: 'image' | 'video' | 'audio' | 'file' | 'sticker' | 'share'
  url: string | null
  /** The platform's media id, where the bytes are to be fetched by id. */
  external_id: string | null
  mime: string | null
  name: string | null
  size: number | null
}

export interface EditFact {
  kind: 'edit'
  external_id: string
  contact: ContactRef | null
  text: string | null
  /** How often it has been edited, where the platform counts; else the time decides which edit is newest. */
  edit_number: number | null
  edited_at: string
}

/** The content has to be forgotten; that there was a message is kept. */
export interface UnsendFact {
  kind: 'unsend'
  external_id: string
  contact: ContactRef | null
  unsent_at: string
}

export interface ReactionFact {
  kind: 'reaction'
  external_id: string
  contact: ContactRef
  by: 'contact' | 'account'
  /** Null: taken back. */
  emoji: string | null
  reacted_at: string
}

export interface ReceiptFact {
  kind: 'receipt'
  status: 'sent' | 'delivered' | 'read' | 'failed'
  /** Exactly these messages; everything sent up to a time; or one message and everything sent before it. */
  covers:
    | { by: 'ids'; external_ids: string[] }
    | { by: 'watermark'; watermark: string }
    | { by: 'up_to'; external_id: string }
  contact: ContactRef | null
  occurred_at: string
  correlation: string | null
  error: { code: string; message: string } | null
}

/** A person is reachable under other identities from now on: a new number, a new scoped id. */
export interface ContactChangeFact {
  kind: 'contact_change'
  external_id: string
  previous: Identity[]
  current: Identity[]
  text: string | null
  changed_at: string
}

/** What a platform says of a person without a message. Null: it does not say; an empty string never occurs. */
export interface ProfileFact {
  kind: 'profile'
  contact: ContactRef
  preferences: Record<string, unknown> | null
  told_at: string
}

/** What a platform says of our own side: quality, restrictions, templates, a disconnection. */
export interface AccountFact {
  kind: 'account'
  /** A short stable slug, e.g. `template_status`, `partner_removed`, `policy_enforcement`. */
  event: string
  /** What it means for the connection; null: nothing. `connected` only where something taken away is given back. */
  status: 'connected' | 'attention' | 'disconnected' | null
  text: string | null
  data: Record<string, unknown>
}
