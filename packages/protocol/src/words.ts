import { type Static, Type } from 'typebox'

/** The closed lists of words that views, events and requests share. The glossary is in ARCHITECTURE.md. */

export const Platform = Type.Union(
  [Type.Literal('instagram'), Type.Literal('messenger'), Type.Literal('whatsapp'), Type.Literal('direct')],
  { $comment: "`direct` is the conversation between members of a workspace; the others are a provider's." },
)
export type Platform = Static<typeof Platform>

/** The platforms a provider carries: those that have accounts, contacts and webhooks. */
export const ProviderPlatform = Type.Union([
  Type.Literal('instagram'),
  Type.Literal('messenger'),
  Type.Literal('whatsapp'),
])
export type ProviderPlatform = Static<typeof ProviderPlatform>
export const providerPlatforms: readonly ProviderPlatform[] = ['instagram', 'messenger', 'whatsapp']

export const MessageType = Type.Union([
  Type.Literal('text'),
  Type.Literal('image'),
  Type.Literal('video'),
  Type.Literal('audio'),
  Type.Literal('file'),
  Type.Literal('sticker'),
  Type.Literal('location'),
  Type.Literal('contacts'),
  Type.Literal('story_mention'),
  Type.Literal('story_reply'),
  Type.Literal('share'),
  Type.Literal('template'),
  Type.Literal('interactive'),
  Type.Literal('postback'),
  Type.Literal('order'),
  Type.Literal('system'),
  Type.Literal('unsupported'),
])
export type MessageType = Static<typeof MessageType>

export const Direction = Type.Union([Type.Literal('inbound'), Type.Literal('outbound')])
export type Direction = Static<typeof Direction>

/**
 * `received` is the whole life of an inbound message (its `read_at` says when the team read it). The others are the
 * life of an outbound one and only ever rise, `failed` excepted: it belongs to an attempt.
 */
export const MessageStatus = Type.Union([
  Type.Literal('received'),
  Type.Literal('sending'),
  Type.Literal('sent'),
  Type.Literal('delivered'),
  Type.Literal('read'),
  Type.Literal('failed'),
])
export type MessageStatus = Static<typeof MessageStatus>

export const Role = Type.Union([
  Type.Literal('owner'),
  Type.Literal('admin'),
  Type.Literal('moderator'),
  Type.Literal('agent'),
  Type.Literal('user'),
])
export type Role = Static<typeof Role>

export const Permission = Type.Union([
  Type.Literal('inbox.view'),
  Type.Literal('inbox.reply'),
  Type.Literal('accounts.manage'),
  Type.Literal('members.manage'),
  Type.Literal('credits.manage'),
  Type.Literal('moderation.view'),
  Type.Literal('moderation.action'),
  Type.Literal('analytics.view'),
  Type.Literal('analytics.export'),
  Type.Literal('audit.view'),
  Type.Literal('messages.hard_delete'),
])
export type Permission = Static<typeof Permission>

const everything: Permission[] = [
  'inbox.view',
  'inbox.reply',
  'accounts.manage',
  'members.manage',
  'credits.manage',
  'moderation.view',
  'moderation.action',
  'analytics.view',
  'analytics.export',
  'audit.view',
]

/** A role is a named set of permissions; nothing anywhere asks for a role by name. */
export const permissionsOf: Readonly<Record<Role, readonly Permission[]>> = {
  owner: [...everything, 'messages.hard_delete'],
  admin: everything,
  moderator: ['inbox.view', 'moderation.view', 'moderation.action', 'analytics.view'],
  agent: ['inbox.view', 'inbox.reply', 'analytics.view'],
  user: [],
}
