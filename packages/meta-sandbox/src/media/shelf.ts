import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { JsonObject } from '../wire/update.ts'
import { shortMp4 } from './mp4.ts'
import { onePagePdf } from './pdf.ts'
import { landscape, portrait } from './pictures.ts'
import { chimeWav, silentVoiceNote } from './sounds.ts'
import { stickerWebp } from './webp.ts'

export type MediaKind = 'image' | 'avatar' | 'video' | 'voice' | 'sound' | 'file' | 'sticker'

export interface MediaFile {
  mime: string
  bytes: Buffer
}

interface Kind {
  mime: string
  extension: string
  /** Stands in WhatsApp's media ids, so that an id alone tells what to draw. */
  digit: string
  draw(number: string): Buffer
}

const kinds: Record<MediaKind, Kind> = {
  image: { mime: 'image/png', extension: 'png', digit: '1', draw: landscape },
  avatar: { mime: 'image/png', extension: 'png', digit: '2', draw: portrait },
  video: { mime: 'video/mp4', extension: 'mp4', digit: '3', draw: shortMp4 },
  voice: { mime: 'audio/ogg; codecs=opus', extension: 'ogg', digit: '4', draw: silentVoiceNote },
  sound: { mime: 'audio/wav', extension: 'wav', digit: '5', draw: chimeWav },
  file: { mime: 'application/pdf', extension: 'pdf', digit: '6', draw: (number) => onePagePdf(`Document ${number}`) },
  sticker: { mime: 'image/webp', extension: 'webp', digit: '7', draw: theSticker },
}

/** There is only one, and it takes a while. */
function theSticker(): Buffer {
  drawnSticker ??= stickerWebp()
  return drawnSticker
}
let drawnSticker: Buffer | undefined

const signedUrlMs = 7 * 24 * 3_600_000
const whatsAppUrlMs = 5 * 60_000
const keptFiles = 64

export interface MediaShelfOptions {
  /** Signs the links. Links of an earlier run stay good as long as this is the same. */
  seed: string
  now: () => number
  /** Where this sandbox can be reached, without a slash at the end. */
  baseUrl: () => string
  /** The same for links of the CDN. */
  cdnUrl?: () => string
}

/**
 * Pictures, sounds and documents that are drawn when somebody looks. Nothing is stored: an id says what to draw, so
 * what was sent in an earlier run can still be fetched.
 */
export class MediaShelf {
  readonly #seed: string
  readonly #now: () => number
  readonly #baseUrl: () => string
  readonly #cdnUrl: () => string
  readonly #recent = new Map<string, MediaFile>()

  constructor({ seed, now, baseUrl, cdnUrl = baseUrl }: MediaShelfOptions) {
    this.#seed = seed
    this.#now = now
    this.#baseUrl = baseUrl
    this.#cdnUrl = cdnUrl
  }

  /** A link as the CDN of Messenger and Instagram gives them: whoever has it may fetch, until it expires (7 days). */
  signedUrl(kind: MediaKind, number: string): string {
    const path = `/cdn/${kind}/${number}.${kinds[kind].extension}`
    const expiry = Math.floor((this.#now() + signedUrlMs) / 1000).toString(16)
    return `${this.#cdnUrl()}${path}?oe=${expiry}&oh=${this.#proof(`${path}?${expiry}`)}`
  }

  /** What stands behind a signed link, or why there is nothing. */
  fetchSigned(path: string, query: URLSearchParams): MediaFile | 'unknown' | 'bad_signature' | 'expired' {
    const [, kind, number] = /^\/cdn\/([a-z]+)\/(\d{12})\.[a-z0-9]+$/.exec(path) ?? []
    if (!isKind(kind) || number === undefined) return 'unknown'
    const expiry = query.get('oe') ?? ''
    if (!this.#isProof(`${path}?${expiry}`, query.get('oh') ?? '')) return 'bad_signature'
    if (this.#isPast(Number.parseInt(expiry, 16))) return 'expired'
    return this.#file(kind, number)
  }

  /** A file as WhatsApp's webhooks name it. Fetching takes two steps, both with the account's token. */
  whatsAppFile(kind: MediaKind, number: string): JsonObject {
    const id = whatsAppId(kind, number)
    const { bytes, mime } = this.#file(kind, number)
    const sha256 = createHash('sha256').update(bytes).digest('base64')
    return { id, mime_type: mime, sha256, url: this.#whatsAppUrl(id) }
  }

  /** The first step: what `GET /{media-id}` answers. The link in it is good for five minutes. */
  resolveWhatsApp(id: string): JsonObject | undefined {
    const file = this.#fileOfId(id)
    if (!file) return undefined
    const sha256 = createHash('sha256').update(file.bytes).digest('hex')
    return {
      url: this.#whatsAppUrl(id),
      mime_type: file.mime,
      sha256,
      file_size: String(file.bytes.length),
      id,
      messaging_product: 'whatsapp',
    }
  }

  /** The second step. Whether the token is right is for the caller to see to. */
  fetchWhatsApp(query: URLSearchParams): MediaFile | 'unknown' | 'expired' {
    const id = query.get('mid') ?? ''
    const expiry = query.get('ext') ?? ''
    if (!this.#isProof(`${id}?${expiry}`, query.get('hash') ?? '')) return 'unknown'
    if (this.#isPast(Number(expiry))) return 'expired'
    return this.#fileOfId(id) ?? 'unknown'
  }

  #whatsAppUrl(id: string): string {
    const expiry = Math.floor((this.#now() + whatsAppUrlMs) / 1000)
    const query = new URLSearchParams({ mid: id, ext: String(expiry), hash: this.#proof(`${id}?${expiry}`) })
    return `${this.#baseUrl()}/whatsapp_business/attachments/?${query}`
  }

  #fileOfId(id: string): MediaFile | undefined {
    const [, digit, number] = /^77(\d)(\d{12})$/.exec(id) ?? []
    const kind = kindNames.find((name) => kinds[name].digit === digit)
    return kind && number !== undefined ? this.#file(kind, number) : undefined
  }

  #file(kind: MediaKind, number: string): MediaFile {
    const key = `${kind}/${number}`
    const file = this.#recent.get(key) ?? { mime: kinds[kind].mime, bytes: kinds[kind].draw(number) }
    this.#recent.delete(key)
    this.#recent.set(key, file)
    if (this.#recent.size > keptFiles) this.#recent.delete(this.#recent.keys().next().value!)
    return file
  }

  #isPast(seconds: number): boolean {
    return !(seconds * 1000 > this.#now())
  }

  #proof(text: string): string {
    return createHmac('sha256', this.#seed).update(text).digest('hex').slice(0, 24)
  }

  #isProof(text: string, given: string): boolean {
    const expected = Buffer.from(this.#proof(text))
    const found = Buffer.from(given)
    return found.length === expected.length && timingSafeEqual(found, expected)
  }
}

const kindNames = Object.keys(kinds) as MediaKind[]

function isKind(name: string | undefined): name is MediaKind {
  return name !== undefined && Object.hasOwn(kinds, name)
}

function whatsAppId(kind: MediaKind, number: string): string {
  return `77${kinds[kind].digit}${number}`
}
