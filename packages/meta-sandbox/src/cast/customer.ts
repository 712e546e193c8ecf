import { instagramUpdates } from '../wire/instagram.ts'
import { messengerUpdates } from '../wire/messenger.ts'
import type { PersonIds, Said, Scene } from '../wire/scene.ts'
import type { Platform, Update } from '../wire/update.ts'
import { type WhatsAppStatus, whatsAppUpdates } from '../wire/whatsapp.ts'
import type { SandboxAccount } from './account.ts'
import type { Act } from './act.ts'
import { type Stage, type TellOptions, type Told, tellAll, waited } from './stage.ts'
import { Thread, type ThreadLine } from './thread.ts'
import { linesOf } from './thread-lines.ts'

export interface Person extends PersonIds {
  /** Messenger: the platform answers profile requests with an error. */
  hidesProfile: boolean
  /** Instagram gives no profile of somebody who has never written. */
  hasWritten: boolean
  /** One of the demo's own, whom the script may move. */
  isScripted: boolean
}

/**
 * Somebody who writes to one of the accounts. Every method resolves with the platform's id of what was done, once
 * the webhook has been answered with 200; `{ wait: false }` resolves as soon as it is on its way. A change (reaction,
 * edit, unsend) that the platform gives no id of its own resolves with the id of the message that it changes.
 */
export class Customer implements Person {
  readonly platform: Platform
  readonly account: SandboxAccount
  readonly handle: string
  readonly name: string
  readonly username: string | null
  readonly scopedId: string
  readonly hidesProfile: boolean
  readonly isScripted: boolean
  phone: string | null
  userId: string
  hasWritten: boolean
  readonly #stage: Stage
  readonly #thread = new Thread()

  constructor(stage: Stage, account: SandboxAccount, person: Person) {
    this.#stage = stage
    this.account = account
    this.platform = account.platform
    this.handle = person.handle
    this.name = person.name
    this.username = person.username
    this.scopedId = person.scopedId
    this.phone = person.phone
    this.userId = person.userId
    this.hidesProfile = person.hidesProfile
    this.hasWritten = person.hasWritten
    this.isScripted = person.isScripted
  }

  say(text: string, options?: TellOptions): Promise<string> {
    return this.do({ kind: 'text', text }, options)
  }

  /** Answers a message, the business's or their own. */
  reply(to: string, text: string, options?: TellOptions): Promise<string> {
    return this.do({ kind: 'text', text, reply_to: to }, options)
  }

  /** A caption is part of the message on WhatsApp and a message after it elsewhere. */
  sendImage(about: About = {}, options?: TellOptions): Promise<string> {
    return this.do({ kind: 'image', ...about }, options)
  }

  sendVideo(about: About = {}, options?: TellOptions): Promise<string> {
    return this.do({ kind: 'video', ...about }, options)
  }

  sendFile(about: About = {}, options?: TellOptions): Promise<string> {
    return this.do({ kind: 'file', ...about }, options)
  }

  sendVoice(options?: TellOptions): Promise<string> {
    return this.do({ kind: 'voice' }, options)
  }

  sendSticker(options?: TellOptions): Promise<string> {
    return this.do({ kind: 'sticker' }, options)
  }

  /** Several pictures at once: one message on Messenger and Instagram, as many as there are pictures on WhatsApp. */
  album(count: number, options?: TellOptions): Promise<string[]> {
    return this.perform({ kind: 'album', count }, options)
  }

  /** Writes after a tap on an advertisement. */
  adClick(headline: string, text: string, options?: TellOptions): Promise<string> {
    return this.do({ kind: 'ad_click', headline, text }, options)
  }

  sendUnsupported(options?: TellOptions): Promise<string> {
    return this.do({ kind: 'unsupported' }, options)
  }

  react(to: string, emoji: string, options?: TellOptions): Promise<string> {
    return this.do({ kind: 'reaction', to, emoji }, options)
  }

  unreact(to: string, options?: TellOptions): Promise<string> {
    return this.do({ kind: 'unreaction', to }, options)
  }

  edit(to: string, text: string, options?: TellOptions): Promise<string> {
    return this.do({ kind: 'edit', to, text }, options)
  }

  /** Does any act; several ids where it takes several messages. Throws `NotOnPlatform` where there is no such act. */
  async perform(act: Act, options: TellOptions = {}): Promise<string[]> {
    return waited(this.begin(act, options.at), options)
  }

  /** The same without waiting: the ids are there at once, and the acknowledgement is a promise of its own. */
  begin(act: Act, at = this.#stage.now()): Told {
    const scene = this.sceneAt(at)
    const numbers: string[] = []
    const newMediaNumber = () => {
      const number = scene.newMediaNumber()
      numbers.push(number)
      return number
    }
    const updates = this.updatesOf(act, { ...scene, newMediaNumber })
    this.hasWritten = true
    this.#remember(act, updates, numbers, at)
    return tellAll(this.#stage, updates)
  }

  /** The newest messages of the thread, oldest first, both sides. What has been unsent is not in it. */
  get thread(): readonly Said[] {
    return this.#thread.present
  }

  /** The same as their own app shows it, tombstones included. */
  get lines(): readonly ThreadLine[] {
    return this.#thread.lines
  }

  /** The business has written: the customer can quote it and react to it. */
  hear(id: string, text: string, at: number): void {
    this.#thread.keep({ id, from: 'account', text, act: null, at })
  }

  /** The platform has told the business what became of one of its messages. */
  noteStatus(id: string, status: WhatsAppStatus): void {
    this.#thread.tell(id, status, this.platform !== 'whatsapp')
  }

  /** What a builder has to know to put this customer on the wire. The ids are those of this moment. */
  sceneAt(at: number): Scene {
    const { ids, media } = this.#stage
    const { account, platform, handle, name, username, scopedId, phone, userId } = this
    return {
      account,
      customer: { handle, name, username, scopedId, phone, userId },
      at,
      media,
      newId: () => ids.message(platform),
      newMediaNumber: () => ids.mediaNumber(),
      findSaid: (id) => this.#thread.find(id),
    }
  }

  protected updatesOf(act: Act, scene: Scene): Update[] {
    return builders[this.platform](act, scene)
  }

  protected async do(act: Act, options?: TellOptions): Promise<string> {
    const [first] = await this.perform(act, options)
    return first!
  }

  #remember(act: Act, updates: readonly Update[], numbers: readonly string[], at: number): void {
    const thread = this.#thread
    if (act.kind === 'edit') thread.change(act.to, ({ edits }) => ({ text: act.text, edits: edits + 1 }))
    if (act.kind === 'unsend') thread.change(act.to, () => ({ is_unsent: true, text: null, media: [] }))
    if (act.kind === 'reaction') thread.change(act.to, () => ({ reaction: act.emoji }))
    if (act.kind === 'unreaction') thread.change(act.to, () => ({ reaction: null }))
    for (const line of linesOf({ act, updates, numbers, platform: this.platform, at })) thread.keep(line)
  }
}

const builders: Record<Platform, (act: Act, scene: Scene) => Update[]> = {
  messenger: messengerUpdates,
  instagram: instagramUpdates,
  whatsapp: whatsAppUpdates,
}

interface About {
  caption?: string
  /** A file's name, where the platform tells it (WhatsApp). */
  name?: string
}
