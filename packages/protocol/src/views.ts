import { type Static, type TSchema, type TSchemaOptions, Type } from 'typebox'
import { Direction, MessageStatus, MessageType, Permission, Platform, ProviderPlatform, Role } from './words.ts'

/**
 * The shapes every client sees, the same in a REST answer, an event and the SDK's store. Unknown fields are allowed
 * everywhere, missing ones are null, and times are ISO 8601 in UTC with milliseconds.
 */

export const nullable = <T extends TSchema>(schema: T, options: TSchemaOptions = {}) =>
  Type.Union([schema, Type.Null()], options)

export const Id = Type.String({ minLength: 1, maxLength: 64 })
export const Time = Type.String({ format: 'date-time', description: 'ISO 8601, UTC, milliseconds.' })

export const ContactSummary = Type.Object({
  id: Id,
  name: nullable(Type.String()),
  username: nullable(Type.String()),
  avatar_url: nullable(Type.String()),
  phone: nullable(Type.String({ description: 'E.164 digits with a leading plus; null where the platform hides it.' })),
})
export type ContactSummary = Static<typeof ContactSummary>

/** Something the team keeps of a contact under a name of its own choice. */
export const ContactField = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 60 }),
  value: Type.String({ maxLength: 500 }),
})
export type ContactField = Static<typeof ContactField>

export const ContactView = Type.Object({
  ...ContactSummary.properties,
  workspace_id: Id,
  display_name: nullable(
    Type.String({ description: 'What the team calls them; `name` is this one where there is one.' }),
  ),
  email: nullable(Type.String()),
  language: nullable(Type.String({ description: 'BCP 47, as the team knows it.' })),
  fields: Type.Array(ContactField),
  identities: Type.Array(
    Type.Object({
      account_id: Id,
      kind: Type.Union([Type.Literal('psid'), Type.Literal('igsid'), Type.Literal('wa_id'), Type.Literal('bsuid')]),
      value: Type.String(),
    }),
  ),
  updated_at: Time,
})
export type ContactView = Static<typeof ContactView>

export const ReplyPolicy = Type.Object({
  state: Type.Union([
    Type.Literal('open'),
    Type.Literal('tag_only'),
    Type.Literal('template_only'),
    Type.Literal('blocked'),
  ]),
  expires_at: nullable(Time),
  reason: nullable(Type.String()),
})
export type ReplyPolicy = Static<typeof ReplyPolicy>

export const LastMessage = Type.Object({
  id: Id,
  seq: Type.Integer(),
  type: MessageType,
  preview: Type.String({ description: 'At most 100 characters.' }),
  direction: Direction,
  status: nullable(MessageStatus, {
    description: 'As `message_status_update` raises it; null for a message of before it was kept here.',
  }),
  sent_at: Time,
})
export type LastMessage = Static<typeof LastMessage>

export const ConversationView = Type.Object({
  id: Id,
  workspace_id: Id,
  platform: Platform,
  account_id: nullable(Id),
  kind: Type.Union([Type.Literal('customer'), Type.Literal('direct'), Type.Literal('group')]),
  contact: nullable(ContactSummary),
  members: Type.Array(Type.Object({ id: Id, name: nullable(Type.String()), avatar_url: nullable(Type.String()) })),
  last_message: nullable(LastMessage),
  last_message_at: nullable(Time),
  unread_count: Type.Integer({ minimum: 0 }),
  is_archived: Type.Boolean(),
  assignee_id: nullable(Id),
  labels: Type.Array(Id, { description: 'Ids of labels of the workspace.' }),
  reply_policy: ReplyPolicy,
  created_at: Time,
  updated_at: Time,
})
export type ConversationView = Static<typeof ConversationView>

export const Attachment = Type.Object({
  id: Id,
  kind: Type.Union([
    Type.Literal('image'),
    Type.Literal('video'),
    Type.Literal('audio'),
    Type.Literal('file'),
    Type.Literal('sticker'),
    Type.Literal('share'),
  ]),
  url: nullable(Type.String({ description: 'As the platform gave it; such links expire.' })),
  mime: nullable(Type.String()),
  name: nullable(Type.String()),
  size: nullable(Type.Integer({ description: 'Bytes.' })),
  width: nullable(Type.Integer()),
  height: nullable(Type.Integer()),
  duration_ms: nullable(Type.Integer()),
})
export type Attachment = Static<typeof Attachment>

export const Sender = Type.Object({
  kind: Type.Union([Type.Literal('contact'), Type.Literal('member'), Type.Literal('account'), Type.Literal('system')]),
  id: nullable(Id),
  name: nullable(Type.String()),
  avatar_url: nullable(Type.String()),
})
export type Sender = Static<typeof Sender>

export const Reaction = Type.Object({
  emoji: Type.String(),
  by: Type.Object({
    kind: Type.Union([Type.Literal('contact'), Type.Literal('member'), Type.Literal('account')]),
    id: Id,
  }),
})
export type Reaction = Static<typeof Reaction>

export const MessageView = Type.Object({
  id: Id,
  conversation_id: Id,
  seq: Type.Integer({ minimum: 1, description: 'Dense per conversation, in the order we learned of its messages.' }),
  platform: Platform,
  direction: Direction,
  sender: Sender,
  type: MessageType,
  text: nullable(Type.String()),
  attachments: Type.Array(Attachment),
  reply_to: nullable(
    Type.Object({
      id: nullable(Id),
      type: nullable(Type.Union([MessageType, Type.Literal('story')])),
      preview: nullable(Type.String()),
    }),
  ),
  reactions: Type.Array(Reaction),
  payload: nullable(Type.Record(Type.String(), Type.Unknown(), { description: 'What only this type has.' })),
  status: MessageStatus,
  error: nullable(Type.Object({ code: Type.String(), message: Type.String() })),
  moderation_status: nullable(Type.String()),
  client_id: nullable(Id),
  platform_message_id: nullable(Type.String()),
  sent_at: Time,
  received_at: Time,
  delivered_at: nullable(Time),
  read_at: nullable(Time),
  edited_at: nullable(Time),
  deleted_at: nullable(Time),
})
export type MessageView = Static<typeof MessageView>

export const AccountView = Type.Object({
  id: Id,
  workspace_id: Id,
  platform: ProviderPlatform,
  external_id: Type.String(),
  name: Type.String(),
  username: nullable(Type.String()),
  avatar_url: nullable(Type.String()),
  status: Type.Union([Type.Literal('connected'), Type.Literal('attention'), Type.Literal('disconnected')]),
  status_reason: nullable(Type.String()),
  unread_conversations: Type.Integer({ minimum: 0 }),
  unread_messages: Type.Integer({ minimum: 0 }),
  created_at: Time,
  updated_at: Time,
})
export type AccountView = Static<typeof AccountView>

/** What changes with every message and is therefore asked for, not announced. */
export const AccountDetails = Type.Object({
  ...AccountView.properties,
  last_event_at: nullable(Time),
  last_synced_at: nullable(Time),
})
export type AccountDetails = Static<typeof AccountDetails>

export const MemberView = Type.Object({
  id: Id,
  workspace_id: Id,
  user_id: Id,
  name: nullable(Type.String()),
  email: nullable(Type.String()),
  avatar_url: nullable(Type.String()),
  role: Role,
  permissions: Type.Array(Permission),
  is_disabled: Type.Boolean(),
  is_removed: Type.Boolean(),
  created_at: Time,
  updated_at: Time,
})
export type MemberView = Static<typeof MemberView>

export const WorkspaceView = Type.Object({
  id: Id,
  name: Type.String(),
  language: Type.String(),
  time_zone: Type.String(),
  is_sandbox: Type.Boolean({ description: 'Its accounts live on the emulated platforms.' }),
  created_at: Time,
})
export type WorkspaceView = Static<typeof WorkspaceView>

export const InboundEventState = Type.Union([
  Type.Literal('pending'),
  Type.Literal('processed'),
  Type.Literal('ignored'),
  Type.Literal('unrecognised'),
  Type.Literal('failed'),
])
export type InboundEventState = Static<typeof InboundEventState>

export const InboundEventKind = Type.Union([
  Type.Literal('message'),
  Type.Literal('edit'),
  Type.Literal('unsend'),
  Type.Literal('reaction'),
  Type.Literal('receipt'),
  Type.Literal('contact_change'),
  Type.Literal('profile'),
  Type.Literal('account'),
  Type.Literal('ignored'),
  Type.Literal('unrecognised'),
])
export type InboundEventKind = Static<typeof InboundEventKind>

export const InboundEventView = Type.Object({
  id: Id,
  platform: ProviderPlatform,
  account_id: nullable(Id),
  account_external_id: nullable(Type.String()),
  kind: nullable(InboundEventKind, {
    description: 'What this version reads in it; null where nothing can be read, or what it said has been erased.',
  }),
  item_key: Type.String(),
  state: InboundEventState,
  reason: nullable(Type.String()),
  attempts: Type.Integer(),
  error: nullable(Type.String()),
  raw: Type.Unknown({ description: 'A webhook body that holds this item alone; null where no workspace owns it.' }),
  received_at: Time,
  processed_at: nullable(Time),
})
export type InboundEventView = Static<typeof InboundEventView>
