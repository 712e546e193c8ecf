import { type Static, type TSchema, Type } from 'typebox'
import { Cursor } from './frames.ts'
import { LabelView } from './labels.ts'
import { SavedView } from './saved-views.ts'
import {
  AccountView,
  ConversationView,
  Id,
  InboundEventState,
  MemberView,
  MessageView,
  nullable,
  Time,
  WorkspaceView,
} from './views.ts'
import { MessageStatus, Permission, Platform, ProviderPlatform, Role } from './words.ts'

/** Queries, bodies and answers of `/api/v1`, where they are more than a view. */

/** Keyset pages, newest first. `next_cursor` is null on the last page. */
export const pageOf = <T extends TSchema>(item: T) =>
  Type.Object({ items: Type.Array(item), next_cursor: nullable(Type.String()) })
export interface Page<T> {
  items: T[]
  next_cursor: string | null
}

export const PageQuery = Type.Object({
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 50 })),
  cursor: Type.Optional(Cursor),
})
export type PageQuery = Static<typeof PageQuery>

export const ConversationQuery = Type.Object({
  ...PageQuery.properties,
  platform: Type.Optional(Platform),
  account_id: Type.Optional(Id),
  is_archived: Type.Optional(Type.Boolean()),
  unread: Type.Optional(Type.Boolean({ description: 'true: only conversations with unread messages.' })),
  q: Type.Optional(
    Type.String({ minLength: 1, maxLength: 200, description: 'Part of a name, handle or phone number.' }),
  ),
  assignee_id: Type.Optional(Type.String({ maxLength: 64, description: 'A member, `me`, or `none`.' })),
  label: Type.Optional(Id),
  window: Type.Optional(
    Type.Union([Type.Literal('open'), Type.Literal('closing'), Type.Literal('closed')], {
      description: 'Whether anything may be answered; `closing`: for less than four hours.',
    }),
  ),
  has_failed: Type.Optional(
    Type.Boolean({ description: 'true: only conversations with a message that could not be sent.' }),
  ),
})
export type ConversationQuery = Static<typeof ConversationQuery>

export const MessageQuery = Type.Object({
  ...PageQuery.properties,
  conversation_id: Type.Optional(Id),
  platform: Type.Optional(Platform),
  is_read: Type.Optional(Type.Boolean({ description: 'Inbound messages by whether the team has read them.' })),
  status: Type.Optional(MessageStatus),
  around: Type.Optional(
    Type.String({
      maxLength: 64,
      description: 'The part of a thread around this message; `cursor` and the filters do not count then.',
    }),
  ),
})
export type MessageQuery = Static<typeof MessageQuery>

export const InboundEventQuery = Type.Object({
  ...PageQuery.properties,
  state: Type.Optional(InboundEventState),
  platform: Type.Optional(ProviderPlatform),
  account_id: Type.Optional(Id),
})
export type InboundEventQuery = Static<typeof InboundEventQuery>

export const ConversationWithMessages = Type.Object({
  ...ConversationView.properties,
  messages: pageOf(MessageView),
})
export type ConversationWithMessages = Static<typeof ConversationWithMessages>

export const MarkConversationRead = Type.Object({
  up_to_seq: Type.Optional(
    Type.Integer({ minimum: 0, description: 'The last message seen; all of them when left out.' }),
  ),
})
export type MarkConversationRead = Static<typeof MarkConversationRead>

export const MarkRead = Type.Object(
  {
    message_ids: Type.Optional(Type.Array(Id, { minItems: 1, maxItems: 1000 })),
    conversation_ids: Type.Optional(Type.Array(Id, { minItems: 1, maxItems: 1000 })),
    all: Type.Optional(Type.Literal(true)),
  },
  { description: 'Exactly one of the three.', minProperties: 1, maxProperties: 1 },
)
export type MarkRead = Static<typeof MarkRead>

export const MarkedRead = Type.Object({ messages: Type.Integer(), conversations: Type.Integer() })
export type MarkedRead = Static<typeof MarkedRead>

export const CreateAccount = Type.Object({
  platform: ProviderPlatform,
  external_id: Type.String({
    minLength: 1,
    maxLength: 200,
    description: 'Page id, Instagram user id or WhatsApp phone number id.',
  }),
  parent_external_id: Type.Optional(
    nullable(
      Type.String({ maxLength: 200, description: 'WhatsApp: the business account that the number belongs to.' }),
    ),
  ),
  name: Type.String({ minLength: 1, maxLength: 200 }),
  username: Type.Optional(nullable(Type.String({ maxLength: 200 }))),
  credentials: Type.Optional(
    Type.Record(Type.String(), Type.Unknown(), {
      description: '`access_token` and what else the platform asks for. Stored encrypted, never read back.',
    }),
  ),
})
export type CreateAccount = Static<typeof CreateAccount>

export const ChangeAccount = Type.Object(
  {
    name: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    credentials: CreateAccount.properties.credentials,
  },
  { minProperties: 1 },
)
export type ChangeAccount = Static<typeof ChangeAccount>

export const AccountHealth = Type.Object({
  status: AccountView.properties.status,
  status_reason: nullable(Type.String()),
  last_event_at: nullable(Time),
  pending: Type.Integer({ description: 'Webhook items received and not applied yet.' }),
  failed: Type.Integer(),
  unrecognised: Type.Integer(),
})
export type AccountHealth = Static<typeof AccountHealth>

export const UnreadCount = Type.Object({
  messages: Type.Integer(),
  conversations: Type.Integer(),
  by_account: Type.Array(Type.Object({ account_id: Id, messages: Type.Integer(), conversations: Type.Integer() })),
})
export type UnreadCount = Static<typeof UnreadCount>

export const Stats = Type.Object({
  conversations: Type.Integer({ description: 'All conversations the member may see.' }),
  archived_conversations: Type.Integer(),
  unread_messages: Type.Integer(),
  unread_conversations: Type.Integer(),
  inbound_messages_24h: Type.Integer(),
  outbound_messages_24h: Type.Integer(),
  by_platform: Type.Array(
    Type.Object({ platform: Platform, conversations: Type.Integer(), inbound_messages_24h: Type.Integer() }),
  ),
})
export type Stats = Static<typeof Stats>

export const SnapshotQuery = Type.Object({
  conversations_limit: Type.Optional(Type.Integer({ minimum: 0, maximum: 500, default: 50 })),
  messages_limit: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 100,
      default: 0,
      description: 'Newest messages of each of those conversations.',
    }),
  ),
})
export type SnapshotQuery = Static<typeof SnapshotQuery>

/** Everything at one instant of the log: apply the events after `cursor` and you have the next one. */
export const Snapshot = Type.Object({
  cursor: Cursor,
  at: Time,
  workspace: WorkspaceView,
  me: MemberView,
  members: Type.Array(MemberView),
  accounts: Type.Array(AccountView),
  labels: Type.Array(LabelView),
  saved_views: Type.Array(SavedView),
  conversations: pageOf(ConversationView),
  messages: Type.Array(MessageView),
})
export type Snapshot = Static<typeof Snapshot>

export const TokenRequest = Type.Object({ workspace_id: Type.Optional(Id) })
export type TokenRequest = Static<typeof TokenRequest>
export const Token = Type.Object({ access_token: Type.String(), expires_at: Time, workspace_id: Id, member_id: Id })
export type Token = Static<typeof Token>

export const Ticket = Type.Object({ ticket: Type.String(), expires_at: Time })
export type Ticket = Static<typeof Ticket>

/** Where a user is signed in. What it cannot tell about the device is null. */
export const SessionView = Type.Object({
  id: Id,
  browser: nullable(Type.String()),
  system: nullable(Type.String()),
  ip_address: nullable(Type.String()),
  created_at: Time,
  last_used_at: Type.String({ format: 'date-time', description: 'To the hour.' }),
  expires_at: Time,
  is_current: Type.Boolean({ description: 'The session that asks.' }),
})
export type SessionView = Static<typeof SessionView>

export const Me = Type.Object({
  user: Type.Object({
    id: Id,
    name: Type.String(),
    email: Type.String(),
    is_two_factor_enabled: Type.Boolean({ description: 'Signing in takes a code.' }),
  }),
  member: MemberView,
  workspace: WorkspaceView,
  workspaces: Type.Array(Type.Object({ id: Id, name: Type.String(), role: Role })),
  permissions: Type.Array(Permission),
})
export type Me = Static<typeof Me>

export const SetupState = Type.Object({ needed: Type.Boolean() })
export type SetupState = Static<typeof SetupState>
export const Setup = Type.Object({
  code: Type.String({ minLength: 1, maxLength: 200 }),
  name: Type.String({ minLength: 1, maxLength: 100 }),
  email: Type.String({ format: 'email', maxLength: 200 }),
  password: Type.String({ minLength: 8, maxLength: 128 }),
  workspace_name: Type.String({ minLength: 1, maxLength: 100 }),
  language: Type.Optional(Type.String({ maxLength: 20 })),
  time_zone: Type.Optional(Type.String({ maxLength: 60 })),
  sandbox: Type.Optional(Type.Boolean({ default: true, description: 'Connect the emulated accounts.' })),
})
export type Setup = Static<typeof Setup>
export const SetupDone = Type.Object({ workspace_id: Id })

export const CreateWorkspace = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 100 }),
  language: Type.Optional(Type.String({ maxLength: 20 })),
  time_zone: Type.Optional(Type.String({ maxLength: 60 })),
})
export type CreateWorkspace = Static<typeof CreateWorkspace>

export const CreateInvitation = Type.Object({
  role: Role,
  email: Type.Optional(Type.String({ format: 'email', maxLength: 200, description: 'Only this address may accept.' })),
})
export type CreateInvitation = Static<typeof CreateInvitation>
export const Invitation = Type.Object({
  id: Id,
  role: Role,
  email: nullable(Type.String()),
  created_at: Time,
  expires_at: Time,
  accepted_at: nullable(Time),
})
export type Invitation = Static<typeof Invitation>
/** The link is shown once: only its hash is kept. */
export const NewInvitation = Type.Object({ ...Invitation.properties, url: Type.String(), token: Type.String() })
export type NewInvitation = Static<typeof NewInvitation>
/** What the holder of a link may know before signing in. */
export const InvitationFacts = Type.Object({
  workspace_name: Type.String(),
  role: Role,
  email: nullable(Type.String()),
  expires_at: Time,
  is_open: Type.Boolean({ description: '`state` is `open`.' }),
  state: Type.Union([
    Type.Literal('open'),
    Type.Literal('used'),
    Type.Literal('expired'),
    Type.Literal('revoked', { description: 'Or its maker could not make it any more.' }),
  ]),
})
export type InvitationFacts = Static<typeof InvitationFacts>
export const AcceptInvitation = Type.Object({ token: Type.String({ minLength: 1, maxLength: 200 }) })
export type AcceptInvitation = Static<typeof AcceptInvitation>
export const ChangeMember = Type.Object(
  { role: Type.Optional(Role), is_disabled: Type.Optional(Type.Boolean()) },
  { minProperties: 1 },
)
export type ChangeMember = Static<typeof ChangeMember>
export const Members = pageOf(MemberView)

export const QuietHours = Type.Object({
  from: Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$', description: '`22:00`' }),
  to: Type.String({
    pattern: '^([01]\\d|2[0-3]):[0-5]\\d$',
    description: '`07:00`; earlier than `from`: the next day.',
  }),
  time_zone: Type.String({ minLength: 1, maxLength: 60, description: '`Europe/Berlin`' }),
})
export type QuietHours = Static<typeof QuietHours>
/** How a member hears of new messages. `push` is the server's, `sound` and `desktop` are for pages to heed. */
export const NotificationSettings = Type.Object({
  push: Type.Boolean(),
  sound: Type.Boolean(),
  desktop: Type.Boolean(),
  only_mine: Type.Boolean({ description: 'Not of conversations that are assigned to somebody else.' }),
  show_content: Type.Boolean({ description: 'Pushes say who wrote and what; otherwise only that somebody did.' }),
  quiet_hours: nullable(QuietHours),
})
export type NotificationSettings = Static<typeof NotificationSettings>
export const ChangeNotificationSettings = Type.Partial(NotificationSettings, { minProperties: 1 })
export type ChangeNotificationSettings = Static<typeof ChangeNotificationSettings>

export const PushKey = Type.Object({
  public_key: Type.String({ description: 'The `applicationServerKey` of `pushManager.subscribe`.' }),
})
export type PushKey = Static<typeof PushKey>
/** As a browser's `PushSubscription.toJSON()` has it. */
export const PushSubscription = Type.Object({
  endpoint: Type.String({ minLength: 1, maxLength: 1_000, description: 'https, of a host that everybody can reach.' }),
  keys: Type.Object({
    p256dh: Type.String({ minLength: 1, maxLength: 200 }),
    auth: Type.String({ minLength: 1, maxLength: 100 }),
  }),
})
export type PushSubscription = Static<typeof PushSubscription>
export const EndPushSubscription = Type.Object({ endpoint: PushSubscription.properties.endpoint })
export type EndPushSubscription = Static<typeof EndPushSubscription>
