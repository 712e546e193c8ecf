import {
  type Act,
  envelope,
  Ids,
  instagramEcho,
  instagramReceipt,
  instagramUpdates,
  MediaShelf,
  messengerEcho,
  messengerReceipt,
  messengerUpdates,
  type Platform,
  type Random,
  type Scene,
  type SignedWebhook,
  signedBody,
  type Update,
  whatsAppEcho,
  whatsAppReceipt,
  whatsAppUpdates,
} from '@switchboard/meta-sandbox/wire'

/** A connected account, as far as a webhook has to name it. */
export interface LoadAccount {
  platform: Platform
  externalId: string
  secret: string
}

/** What an item has to have done to the inbox once it has been applied. Items may come in any order and any number of times. */
export type Effect =
  | { kind: 'message'; id: string; direction: 'inbound' | 'outbound'; text: string | null }
  | { kind: 'edit'; id: string; text: string }
  | { kind: 'unsend'; id: string }
  | { kind: 'reaction'; id: string; emoji: string }
  | { kind: 'status'; id: string; status: 'delivered' | 'read' }

/** One POST: its bytes, and what they say. */
export interface Parcel extends SignedWebhook {
  platform: Platform
  effects: Effect[]
}

/** One thing that happens: what the platform tells of it, and what that has to do. */
interface Happening {
  update: Update
  effect: Effect
}

interface Line {
  id: string
  isOurs: boolean
  isEdited: boolean
  isGone: boolean
  hasReaction: boolean
}

interface Person {
  scene: Scene
  lines: Line[]
}

const updatesOf: Record<Platform, (act: Act, scene: Scene) => Update[]> = {
  instagram: instagramUpdates,
  messenger: messengerUpdates,
  whatsapp: whatsAppUpdates,
}
const echoOf: Record<Platform, (scene: Scene, text: string) => Update> = {
  instagram: instagramEcho,
  messenger: messengerEcho,
  whatsapp: whatsAppEcho,
}

const remembered = 12
const emojis = ['❤', '👍', '😂', '🎉', '🙏']

/**
 * The customers of one account and what they do, without end: they write, send pictures and places, edit, unsend and
 * react; the account answers in the platform's own app, and its answers are delivered and read. Every text is unique,
 * so that a second copy shows whatever its id is.
 */
export class Chatter {
  readonly #account: LoadAccount
  readonly #random: Random
  readonly #name: string
  readonly #people: Person[]
  #count = 0
  #parcels = 0
  #at = Date.now()

  constructor(name: string, account: LoadAccount, random: Random, people: number) {
    this.#name = name
    this.#account = account
    this.#random = random
    const ids = new Ids(name, String(random.next()))
    const media = new MediaShelf({ seed: name, now: Date.now, baseUrl: () => 'https://media.example' })
    this.#people = Array.from({ length: people }, (_, n) => this.#newPerson(n, ids, media))
  }

  /** The next POST: `items` things that happen, sometimes told in another order than they happened. */
  parcel(items: number): Parcel {
    this.#parcels += 1
    const happenings = Array.from({ length: items }, () => this.#happen(this.#random.pick(this.#people)))
    const told = this.#random.chance(0.05) ? this.#random.shuffle(happenings) : happenings
    const { platform, secret } = this.#account
    const body = envelope(
      platform,
      told.map(({ update }) => update),
      this.#at,
    )
    return { platform, ...signedBody(body, secret), effects: happenings.map(({ effect }) => effect) }
  }

  #happen(person: Person): Happening {
    person.scene.at = this.#tick()
    const chance = this.#random.next()
    if (chance < 0.1) return this.#react(person) ?? this.#write(person)
    if (chance < 0.15) return this.#edit(person) ?? this.#write(person)
    if (chance < 0.18) return this.#unsend(person) ?? this.#write(person)
    if (chance < 0.24) return this.#answer(person)
    if (chance < 0.3) return this.#receive(person) ?? this.#answer(person)
    return this.#write(person)
  }

  #write(person: Person): Happening {
    const chance = this.#random.next()
    const text = this.#newText()
    // What WhatsApp says of a file holds its hash: each one would have to be drawn.
    const isFile = chance < 0.14 && this.#account.platform !== 'whatsapp'
    if (isFile) return this.#perform(person, { kind: chance < 0.1 ? 'image' : 'voice' }, null)
    if (chance < 0.1) return this.#perform(person, { kind: 'contact', name: 'A friend', phone: '+447700900999' }, null)
    if (chance < 0.17 && this.#account.platform !== 'instagram') {
      return this.#perform(person, { kind: 'location', latitude: 52.52, longitude: 13.4 }, null)
    }
    const quoted = this.#random.chance(0.1) ? person.lines.at(-1)?.id : undefined
    return this.#perform(person, { kind: 'text', text, ...(quoted && { reply_to: quoted }) }, text)
  }

  #perform(person: Person, act: Act, text: string | null): Happening {
    const update = updatesOf[this.#account.platform](act, person.scene)[0]!
    const id = update.messageId
    this.#keep(person, id, false)
    return { update, effect: { kind: 'message', id, direction: 'inbound', text } }
  }

  /** Somebody of the business writes in the platform's own app. */
  #answer(person: Person): Happening {
    const text = this.#newText()
    const update = echoOf[this.#account.platform](person.scene, text)
    this.#keep(person, update.messageId, true)
    return { update, effect: { kind: 'message', id: update.messageId, direction: 'outbound', text } }
  }

  /** Once per line, because the clock of WhatsApp cannot tell two edits of one second apart. */
  #edit({ scene, lines }: Person): Happening | null {
    const line = this.#random.pick([...lines.filter((one) => !one.isOurs && !one.isEdited && !one.isGone), null])
    if (!line) return null
    line.isEdited = true
    const text = `${this.#name} corrects ${++this.#count}`
    const update = updatesOf[this.#account.platform]({ kind: 'edit', to: line.id, text }, scene)[0]!
    return { update, effect: { kind: 'edit', id: line.id, text } }
  }

  #unsend({ scene, lines }: Person): Happening | null {
    const line = this.#random.pick([...lines.filter((one) => !one.isOurs && !one.isGone), null])
    if (!line || this.#account.platform === 'messenger') return null
    line.isGone = true
    const update = updatesOf[this.#account.platform]({ kind: 'unsend', to: line.id }, scene)[0]!
    return { update, effect: { kind: 'unsend', id: line.id } }
  }

  #react({ scene, lines }: Person): Happening | null {
    const line = this.#random.pick([...lines.filter((one) => !one.hasReaction && !one.isGone), null])
    if (!line) return null
    line.hasReaction = true
    const emoji = this.#random.pick(emojis)
    const update = updatesOf[this.#account.platform]({ kind: 'reaction', to: line.id, emoji }, scene)[0]!
    return { update, effect: { kind: 'reaction', id: line.id, emoji } }
  }

  /** The last answer of the business is delivered or read. */
  #receive({ scene, lines }: Person): Happening | null {
    const line = lines.findLast((one) => one.isOurs)
    if (!line) return null
    const { platform } = this.#account
    const status = platform === 'instagram' || this.#random.chance(0.5) ? 'read' : 'delivered'
    const effect: Effect = { kind: 'status', id: line.id, status }
    if (platform === 'instagram') return { update: instagramReceipt(scene, line.id), effect }
    if (platform === 'whatsapp') return { update: whatsAppReceipt(scene, status, line.id, {}), effect }
    return { update: messengerReceipt(scene, status, line.id, scene.at), effect }
  }

  #keep({ lines }: Person, id: string, isOurs: boolean): void {
    lines.push({ id, isOurs, isEdited: false, isGone: false, hasReaction: false })
    if (lines.length > remembered) lines.shift()
  }

  /** Tells in which parcel it was sent: messages of a conversation keep that order. */
  #newText(): string {
    this.#count += 1
    return `${this.#name} says ${this.#parcels}/${this.#count} äöü ✓`
  }

  /** Later than everything before it, and never far from the real time. */
  #tick(): number {
    this.#at = Math.max(this.#at + 1, Date.now())
    return this.#at
  }

  #newPerson(n: number, ids: Ids, media: MediaShelf): Person {
    const { platform, externalId } = this.#account
    const handle = `${this.#name}-${n}`
    const digits = String(this.#random.between(100_000_000, 999_999_999))
    const isPhone = platform === 'whatsapp'
    const scene: Scene = {
      account: {
        platform,
        handle: externalId,
        externalId,
        appScopedId: externalId,
        wabaId: `9${externalId}`,
        phone: '15550001111',
        name: 'The account',
        username: 'the.account',
      },
      customer: {
        handle,
        name: `Customer ${handle}`,
        username: null,
        scopedId: isPhone ? '' : `77${digits}${n}`,
        phone: isPhone ? `4477${digits}${n}` : null,
        userId: isPhone ? `GB.${digits}${n}` : '',
      },
      at: this.#at,
      media,
      newId: () => ids.message(platform),
      newMediaNumber: () => ids.mediaNumber(),
      findSaid: () => undefined,
    }
    return { scene, lines: [] }
  }
}
