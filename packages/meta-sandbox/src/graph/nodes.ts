import type { SandboxAccount } from '../cast/account.ts'
import type { Customer } from '../cast/customer.ts'
import { stableDigits } from '../ids.ts'
import type { MediaShelf } from '../media/shelf.ts'
import type { JsonObject } from '../wire/update.ts'
import { noConsent, noProfile, noSuchField } from './graph-error.ts'

/** A Graph object: its type, all of its fields, and those that come when none is asked for. */
export interface GraphNode {
  type: string
  fields: JsonObject
  defaults: readonly string[]
}

/** Only what was asked for, and the id. Throws Graph error 100 for a field that the node does not have. */
export function selectFields({ type, fields, defaults }: GraphNode, wanted: string | undefined): JsonObject {
  const names = wanted ? fieldNames(wanted) : [...defaults]
  const unknown = names.find((name) => !Object.hasOwn(fields, name))
  if (unknown !== undefined) throw noSuchField(unknown, type)
  const selected = names.map((name) => [name, fields[name]])
  return { ...Object.fromEntries(selected), id: fields.id }
}

/** `id,picture{url},instagram_business_account{id,username}`: what stands in braces is not narrowed down here. */
function fieldNames(wanted: string): string[] {
  const flat = wanted.replace(/\{[^{}]*\}/g, '').replace(/\.[^,]*/g, '')
  return flat
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
}

/** Throws the Graph error of somebody whose profile cannot be had. */
export function customerNode(customer: Customer, media: MediaShelf): GraphNode {
  return customer.platform === 'instagram' ? instagramUser(customer, media) : messengerUser(customer, media)
}

function messengerUser(customer: Customer, media: MediaShelf): GraphNode {
  if (customer.hidesProfile) throw noProfile()
  const [first = '', ...rest] = customer.name.split(' ')
  return {
    type: 'User',
    defaults: ['first_name', 'last_name', 'profile_pic', 'id'],
    fields: {
      id: customer.scopedId,
      name: customer.name,
      first_name: first,
      last_name: rest.join(' '),
      profile_pic: avatar(media, customer.scopedId),
      locale: 'en_GB',
      timezone: 0,
    },
  }
}

function instagramUser(customer: Customer, media: MediaShelf): GraphNode {
  if (!customer.hasWritten) throw noConsent()
  return {
    type: 'IGBusinessScopedID',
    defaults: ['id'],
    fields: {
      id: customer.scopedId,
      name: customer.name,
      username: customer.username ?? customer.handle,
      profile_pic: avatar(media, customer.scopedId),
      follower_count: Number(stableDigits(customer.scopedId, 'followers', '', 3)),
      is_user_follow_business: true,
      is_business_follow_user: false,
      is_verified_user: false,
    },
  }
}

export function pageNode(account: SandboxAccount, media: MediaShelf): GraphNode {
  return {
    type: 'Page',
    defaults: ['name', 'id'],
    fields: {
      id: account.externalId,
      name: account.name,
      username: account.username,
      picture: { data: { url: avatar(media, account.externalId), height: 96, width: 96, is_silhouette: false } },
    },
  }
}

export function instagramAccountNode(account: SandboxAccount, media: MediaShelf): GraphNode {
  return {
    type: 'User',
    defaults: ['id'],
    fields: {
      // Two ids for one account, and only `user_id` is the one in webhooks.
      id: account.appScopedId,
      user_id: account.externalId,
      username: account.username,
      name: account.name,
      account_type: 'BUSINESS',
      profile_picture_url: avatar(media, account.externalId),
    },
  }
}

export function phoneNumberNode(account: SandboxAccount, callbackUrl: string | undefined): GraphNode {
  return {
    type: 'WhatsAppBusinessPhoneNumber',
    defaults: ['verified_name', 'display_phone_number', 'quality_rating', 'id'],
    fields: {
      id: account.externalId,
      display_phone_number: `+${account.phone}`,
      verified_name: account.name,
      quality_rating: 'GREEN',
      platform_type: 'CLOUD_API',
      is_on_biz_app: true,
      throughput: { level: 'STANDARD' },
      status: 'CONNECTED',
      name_status: 'APPROVED',
      code_verification_status: 'VERIFIED',
      webhook_configuration: { application: callbackUrl },
    },
  }
}

export function businessAccountNode(account: SandboxAccount): GraphNode {
  return {
    type: 'WhatsAppBusinessAccount',
    defaults: ['id', 'name'],
    fields: { id: account.wabaId, name: account.name, currency: 'GBP', timezone_id: '1' },
  }
}

/** A picture that stays the same for an id. */
function avatar(media: MediaShelf, id: string): string {
  return media.signedUrl('avatar', stableDigits(id, 'avatar', '', 12))
}
