import { instagramEcho, instagramReceipt } from '../wire/instagram.ts'
import { messengerEcho, messengerReceipt } from '../wire/messenger.ts'
import type { AccountIds, Scene } from '../wire/scene.ts'
import type { Platform, Update } from '../wire/update.ts'
import { type StatusDetails, type WhatsAppStatus, whatsAppEcho, whatsAppReceipt } from '../wire/whatsapp.ts'
import { NotOnPlatform } from './act.ts'
import type { Customer } from './customer.ts'
import { type Stage, type TellOptions, type Told, tellAll, waited } from './stage.ts'

export type TokenState = 'valid' | 'expired' | 'revoked'

/** A Page, an Instagram account or a phone number that a business has connected. */
export class SandboxAccount implements AccountIds {
  readonly platform: Platform
  readonly handle: string
  readonly externalId: string
  readonly appScopedId: string
  readonly wabaId: string
  readonly phone: string
  readonly name: string
  readonly username: string
  /** Begins with `SANDBOX-`, so that nobody takes it for a real one. */
  readonly accessToken: string
  /** What the Graph endpoints say to the token from now on. */
  tokenState: TokenState = 'valid'
  readonly #stage: Stage

  constructor(stage: Stage, ids: AccountIds & { accessToken: string }) {
    this.#stage = stage
    this.platform = ids.platform
    this.handle = ids.handle
    this.externalId = ids.externalId
    this.appScopedId = ids.appScopedId
    this.wabaId = ids.wabaId
    this.phone = ids.phone
    this.name = ids.name
    this.username = ids.username
    this.accessToken = ids.accessToken
  }

  /** Whether the account's own token means this account when it says `id`. */
  hasId(id: string): boolean {
    return id === 'me' || id === this.externalId || (this.platform === 'instagram' && id === this.appScopedId)
  }

  /** Somebody of the business writes in the platform's own app. Resolves with the message's id, once acknowledged. */
  async echo(customer: Customer, text: string, options: TellOptions = {}): Promise<string> {
    const [id] = await waited(this.beginEcho(customer, text, options.at), options)
    return id!
  }

  /** Messenger: with a watermark of now, or of `at`. WhatsApp: a status. Instagram does not tell; throws `NotOnPlatform`. */
  async markDelivered(customer: Customer, id: string, options?: TellOptions): Promise<void> {
    await this.status(customer, id, 'delivered', options)
  }

  /** Messenger: with a watermark of now, or of `at`. Instagram: by the message's id. WhatsApp: a status. */
  async markRead(customer: Customer, id: string, options?: TellOptions): Promise<void> {
    await this.status(customer, id, 'read', options)
  }

  /** Tells what became of an outgoing message, whether or not this sandbox has ever seen it. */
  async status(
    customer: Customer,
    id: string,
    status: WhatsAppStatus,
    options: TellOptions & StatusDetails = {},
  ): Promise<void> {
    await waited(this.beginStatus(customer, id, status, options), options)
  }

  /** `echo` without waiting. */
  beginEcho(customer: Customer, text: string, at = this.#stage.now()): Told {
    const update = echoes[this.platform](customer.sceneAt(at), text)
    customer.hear(update.messageId, text, at)
    return tellAll(this.#stage, [update])
  }

  /** `status` without waiting. */
  beginStatus(
    customer: Customer,
    id: string,
    status: WhatsAppStatus,
    { at = this.#stage.now(), ...details }: StatusDetails & { at?: number | undefined } = {},
  ): Told {
    const receipt = receiptOf(customer.sceneAt(at), id, status, details)
    customer.noteStatus(id, status)
    return tellAll(this.#stage, [receipt])
  }
}

const echoes: Record<Platform, (scene: Scene, text: string) => Update> = {
  messenger: messengerEcho,
  instagram: instagramEcho,
  whatsapp: whatsAppEcho,
}

function receiptOf(scene: Scene, id: string, status: WhatsAppStatus, details: StatusDetails): Update {
  const { platform } = scene.account
  if (platform === 'whatsapp') return whatsAppReceipt(scene, status, id, details)
  if (platform === 'instagram' && status === 'read') return instagramReceipt(scene, id)
  if (platform === 'messenger' && (status === 'read' || status === 'delivered')) {
    return messengerReceipt(scene, status, id, scene.at)
  }
  throw new NotOnPlatform(platform, status)
}
