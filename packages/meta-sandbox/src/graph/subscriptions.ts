import type { SandboxAccount } from '../cast/account.ts'
import type { Destination } from '../delivery/courier.ts'
import type { Platform, Update } from '../wire/update.ts'

/** What the app has asked for: one callback per object. */
export interface AppSubscription {
  callbackUrl: string
  verifyToken: string
  fields: readonly string[]
}

/** The callback of one WhatsApp Business Account, instead of the app's. */
export interface Override {
  callbackUrl: string
  verifyToken: string
}

const pageFields = [
  'messages',
  'message_echoes',
  'message_edits',
  'message_reactions',
  'message_deliveries',
  'message_reads',
  'messaging_postbacks',
  'messaging_referrals',
  'messaging_optins',
  'messaging_account_linking',
  'messaging_policy_enforcement',
  'messaging_handovers',
  'standby',
  'feed',
  'inbox_labels',
]
const instagramFields = [
  'messages',
  'message_echoes',
  'message_edit',
  'message_reactions',
  'messaging_postbacks',
  'messaging_referral',
  'messaging_seen',
  'messaging_optins',
  'messaging_handover',
  'standby',
  'comments',
  'live_comments',
  'mentions',
]
const whatsAppFields = [
  'messages',
  'smb_message_echoes',
  'smb_app_state_sync',
  'history',
  'account_update',
  'account_alerts',
  'account_review_update',
  'business_capability_update',
  'message_template_status_update',
  'message_template_quality_update',
  'message_template_components_update',
  'template_category_update',
  'phone_number_name_update',
  'phone_number_quality_update',
  'security',
  'user_preferences',
  'messaging_handovers',
  'standby',
]

/** Every field that a subscription may name. */
export const subscribableFields: Record<Platform, readonly string[]> = {
  messenger: pageFields,
  instagram: instagramFields,
  whatsapp: whatsAppFields,
}

export interface Secrets {
  appSecret: string
  /** What Instagram's webhooks are signed with; the app secret when missing. */
  instagramAppSecret?: string | undefined
}

/**
 * Who wants to hear what. Two subscriptions have to agree before anything is sent: the app's (a callback for the
 * object) and the account's (that the app may hear it).
 */
export class Subscriptions {
  readonly #secrets: Secrets
  readonly #apps = new Map<Platform, AppSubscription>()
  readonly #accounts = new Map<string, readonly string[]>()
  readonly #overrides = new Map<string, Override>()

  constructor(secrets: Secrets) {
    this.#secrets = secrets
  }

  appSubscription(platform: Platform): AppSubscription | undefined {
    return this.#apps.get(platform)
  }

  setApp(platform: Platform, subscription: AppSubscription): void {
    this.#apps.set(platform, subscription)
  }

  removeApp(platform: Platform): void {
    this.#apps.delete(platform)
  }

  /** The fields that the account lets the app hear; undefined when it is not subscribed. */
  fieldsOf(account: SandboxAccount): readonly string[] | undefined {
    return this.#accounts.get(subscriber(account))
  }

  subscribe(account: SandboxAccount, fields: readonly string[], override?: Override): void {
    this.#accounts.set(subscriber(account), fields)
    if (override) this.#overrides.set(subscriber(account), override)
    else this.#overrides.delete(subscriber(account))
  }

  unsubscribe(account: SandboxAccount): void {
    this.#accounts.delete(subscriber(account))
    this.#overrides.delete(subscriber(account))
  }

  overrideOf(account: SandboxAccount): Override | undefined {
    return this.#overrides.get(subscriber(account))
  }

  /** Undefined when nobody is to hear of it. */
  destinationOf(update: Update): Destination | undefined {
    const { platform, entryId, field } = update
    const app = this.#apps.get(platform)
    const fields = this.#accounts.get(entryId)
    if (!app?.fields.includes(field) || !fields?.includes(field)) return undefined
    // An override takes the messages field along and nothing else.
    const override = field === 'messages' ? this.#overrides.get(entryId) : undefined
    return { url: override?.callbackUrl ?? app.callbackUrl, secret: this.secretOf(platform) }
  }

  secretOf(platform: Platform): string {
    const { appSecret, instagramAppSecret = appSecret } = this.#secrets
    return platform === 'instagram' ? instagramAppSecret : appSecret
  }
}

/** On WhatsApp the business account subscribes, for all of its numbers. */
function subscriber(account: SandboxAccount): string {
  return account.platform === 'whatsapp' ? account.wabaId : account.externalId
}
