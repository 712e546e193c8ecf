import { createHash } from 'node:crypto'
import type { Platform } from './wire/update.ts'

/**
 * Ids that look like the platforms' own. People and accounts keep theirs for a seed; what happens in a run (messages,
 * media) also carries the run's epoch, so that a second run never repeats an id that a server has already stored.
 */
export class Ids {
  readonly #scope: string
  #count = 0

  constructor(seed: string, epoch: string) {
    this.#scope = `${seed}/${epoch}`
  }

  message(platform: Platform): string {
    const unique = this.#next(`message/${platform}`)
    return messageForms[platform](unique)
  }

  /** Twelve digits: what a generated picture, sound or document is drawn from. */
  mediaNumber(): string {
    return digitsOf(this.#next('media'), 12)
  }

  trace(): string {
    return `A${this.#next('trace').subarray(0, 16).toString('base64url')}`
  }

  #next(kind: string): Buffer {
    this.#count += 1
    return digest(`${this.#scope}/${kind}/${this.#count}`)
  }
}

/** Digits that stay the same for a seed and a name; `prefix` is kept in front and counts towards `length`. */
export function stableDigits(seed: string, name: string, prefix: string, length: number): string {
  return prefix + digitsOf(digest(`${seed}/${name}`), length - prefix.length)
}

const messageForms: Record<Platform, (unique: Buffer) => string> = {
  messenger: (unique) => `m_${unique.toString('base64url')}${twist(unique).toString('base64url')}`,
  // Longer than 160 characters, as the real ones are.
  instagram: (unique) =>
    `aWdfZAG1faXRlbToxOklHTWVzc2FnZAUlEOj${[unique, twist(unique), twist(twist(unique))].map((part) => part.toString('base64url')).join('')}`,
  // Base64 with its padding, which is not safe in a path.
  whatsapp: (unique) => `wamid.HBgM${unique.subarray(0, 28).toString('base64')}`,
}

function twist(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest()
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

function digitsOf(bytes: Buffer, length: number): string {
  const number = BigInt(`0x${bytes.toString('hex')}`) % 10n ** BigInt(length)
  return number.toString().padStart(length, '0')
}

/** The number that somebody takes after this one: same country and area, other digits. */
export function nextPhone(phone: string): string {
  return stableDigits(phone, 'next', phone.slice(0, -3), phone.length)
}

/** The user id that WhatsApp gives after this one. The two letters of the country stay. */
export function nextUserId(userId: string): string {
  const [country = ''] = userId.split('.')
  return `${country}.${stableDigits(userId, 'next', '1', 19)}`
}
