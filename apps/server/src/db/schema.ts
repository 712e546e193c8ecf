import type { ContactField, SavedFilter } from '@switchboard/protocol'
import type { ColumnType, Generated, GeneratedAlways, JSONColumnType } from 'kysely'
import type { IdentitySchema } from './identity-schema.ts'

/** The tables as TypeScript sees them; migrations/*.sql say what they mean. Column names are the wire's names. */
export interface Schema extends IdentitySchema {
  workspaces: WorkspaceTable
  members: MemberTable
  accounts: AccountTable
  contacts: ContactTable
  contact_identities: ContactIdentityTable
  conversations: ConversationTable
  conversation_members: ConversationMemberTable
  messages: MessageTable
  message_edits: MessageEditTable
  parked_facts: ParkedFactTable
  inbound_events: InboundEventTable
  inbound_pending: InboundPendingTable
  events: EventTable
  labels: LabelTable
  removed_labels: RemovedLabelTable
  saved_views: SavedViewTable
  notes: NoteTable
  notification_settings: NotificationSettingsTable
  push_subscriptions: PushSubscriptionTable
}

type Timestamp = ColumnType<Date, Date | string, Date | string>
type GeneratedTime = ColumnType<Date, Date | string | undefined, Date | string>
type Nullable<T> = ColumnType<T | null, T | null | undefined, T | null>
type NullableTime = ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
type Json<T extends object> = JSONColumnType<T>
type NullableJson<T extends object> = ColumnType<T | null, string | null | undefined, string | null>

export interface WorkspaceTable {
  id: string
  name: string
  language: Generated<string>
  time_zone: Generated<string>
  is_sandbox: Generated<boolean>
  is_home: Generated<boolean>
  epoch: Generated<string>
  head: Generated<number>
  floor: Generated<number>
  created_at: GeneratedTime
}

export interface MemberTable {
  id: string
  workspace_id: string
  user_id: string
  name: Nullable<string>
  email: Nullable<string>
  avatar_url: Nullable<string>
  role: string
  is_disabled: Generated<boolean>
  removed_at: NullableTime
  created_at: GeneratedTime
  updated_at: GeneratedTime
}

export interface AccountTable {
  id: string
  workspace_id: string
  platform: string
  external_id: string
  parent_external_id: Nullable<string>
  name: string
  username: Nullable<string>
  avatar_url: Nullable<string>
  status: Generated<string>
  status_reason: Nullable<string>
  credentials: Nullable<Buffer>
  unread_conversations: Generated<number>
  unread_messages: Generated<number>
  last_event_at: NullableTime
  last_synced_at: NullableTime
  calls_paused_at: NullableTime
  calls_paused_until: NullableTime
  created_at: GeneratedTime
  updated_at: GeneratedTime
  removed_at: NullableTime
}

export interface ContactTable {
  id: string
  workspace_id: string
  name: Nullable<string>
  username: Nullable<string>
  avatar_url: Nullable<string>
  phone: Nullable<string>
  preferences: NullableJson<Record<string, unknown>>
  profile_fetched_at: NullableTime
  profile_version: Generated<number>
  merged_into_id: Nullable<string>
  display_name: Nullable<string>
  platform_name: Nullable<string>
  email: Nullable<string>
  language: Nullable<string>
  fields: Generated<ContactField[]>
  created_at: GeneratedTime
  updated_at: GeneratedTime
}

export interface ContactIdentityTable {
  account_id: string
  kind: string
  value: string
  contact_id: string
  merged_from_id: Nullable<string>
  profile_due_at: NullableTime
  profile_attempts: Generated<number>
  created_at: GeneratedTime
}

export interface ConversationTable {
  id: string
  workspace_id: string
  platform: string
  kind: string
  account_id: Nullable<string>
  contact_id: Nullable<string>
  last_seq: Generated<number>
  last_message: NullableJson<object>
  last_message_at: NullableTime
  sort_at: Timestamp
  unread_count: Generated<number>
  last_inbound_at: NullableTime
  delivered_watermark: NullableTime
  read_watermark: NullableTime
  is_archived: Generated<boolean>
  assignee_id: Nullable<string>
  labels: Generated<string[]>
  created_at: GeneratedTime
  updated_at: GeneratedTime
}

export interface ConversationMemberTable {
  conversation_id: string
  member_id: string
  last_read_seq: Generated<number>
  last_delivered_seq: Generated<number>
}

export interface MessageTable {
  id: string
  workspace_id: string
  conversation_id: string
  account_id: Nullable<string>
  seq: number
  platform: string
  direction: string
  sender_kind: string
  sender_id: Nullable<string>
  type: string
  text: Nullable<string>
  attachments: Json<object[]>
  reply_to: NullableJson<object>
  reactions: Json<object[]>
  payload: NullableJson<Record<string, unknown>>
  status: string
  error: NullableJson<object>
  moderation_status: Nullable<string>
  client_id: Nullable<string>
  platform_message_id: Nullable<string>
  edit_number: Nullable<number>
  sent_at: Timestamp
  received_at: Timestamp
  delivered_at: NullableTime
  read_at: NullableTime
  edited_at: NullableTime
  deleted_at: NullableTime
}

export interface MessageEditTable {
  message_id: string
  id: string
  text: Nullable<string>
  edited_at: Timestamp
}

export interface ParkedFactTable {
  account_id: string
  platform_message_id: string
  inbound_event_id: string
  fact: Json<object>
  created_at: GeneratedTime
}

export interface InboundEventTable {
  id: string
  platform: string
  account_external_id: Generated<string>
  item_key: string
  thread: Nullable<string>
  workspace_id: Nullable<string>
  account_id: Nullable<string>
  state: Generated<string>
  reason: Nullable<string>
  attempts: Generated<number>
  /** The state, where it wants somebody's attention. */
  attention: GeneratedAlways<string | null>
  error: Nullable<string>
  raw: Json<object>
  received_at: GeneratedTime
  processed_at: NullableTime
}

/** Which items of the journal wait to be applied. */
export interface InboundPendingTable {
  inbound_event_id: string
  next_attempt_at: Timestamp
}

export interface NotificationSettingsTable {
  member_id: string
  push: Generated<boolean>
  sound: Generated<boolean>
  desktop: Generated<boolean>
  only_mine: Generated<boolean>
  show_content: Generated<boolean>
  quiet_hours: NullableJson<{ from: string; to: string; time_zone: string }>
  updated_at: GeneratedTime
}

export interface PushSubscriptionTable {
  id: string
  workspace_id: string
  member_id: string
  session_id: string
  endpoint: string
  p256dh: Buffer
  auth: Buffer
  failures: Generated<number>
  paused_until: NullableTime
  created_at: GeneratedTime
  updated_at: GeneratedTime
}

export interface EventTable {
  workspace_id: string
  pos: number
  audience: string
  at: Timestamp
  id: string
  conversation_id: Nullable<string>
  type: string
  data: Json<object>
}

export interface LabelTable {
  id: string
  workspace_id: string
  name: string
  color: string
  created_at: Timestamp
  updated_at: Timestamp
}

export interface RemovedLabelTable {
  label_id: string
  workspace_id: string
  removed_at: Timestamp
}

export interface SavedViewTable {
  id: string
  workspace_id: string
  owner_id: string
  name: string
  filter: Json<SavedFilter>
  is_shared: boolean
  position: number
  created_at: Timestamp
  updated_at: Timestamp
}

export interface NoteTable {
  id: string
  workspace_id: string
  contact_id: string
  author_id: string
  text: string
  created_at: Timestamp
  updated_at: Timestamp
  removed_at: NullableTime
}
