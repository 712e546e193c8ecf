import { createHash } from 'node:crypto'
import {
  clean,
  type InboundItem,
  needsCleaning,
  type PlatformAdapter,
  type PlatformName,
} from '@switchboard/platform-kit'

/** One journal row to be: what a webhook says, under the key that makes its redelivery harmless. */
export interface NewInboundItem extends InboundItem {
  id: string
  platform: PlatformName
}

interface Deps {
  newId(): string
}

/**
 * Splits a body whose signature was good into journal items. Total: what cannot be understood, or not even be read, is
 * an item too, because what is signed is kept.
 */
export function itemsOf({ newId }: Deps, adapter: PlatformAdapter, body: Buffer): NewInboundItem[] {
  const { platform } = adapter
  const text = body.toString('utf8')
  const payload = readJson(text)
  const bytes = () => body.toString('base64')
  if (payload === undefined) {
    return [{ id: newId(), platform, ...unreadable(body, { invalid_json: bytes() }, 'invalid_json') }]
  }
  const items = adapter.parse(payload)
  if (items.length === 0) {
    // What has to be cleaned may be deeper than anybody can write down again.
    const raw = clean(payload) === payload ? payload : { odd_json: bytes() }
    return [{ id: newId(), platform, ...unreadable(body, raw, 'nothing_in_it') }]
  }
  const dirty = needsCleaning(text)
  return items.map((item) => ({ id: newId(), platform, ...(dirty ? storable(item) : item) }))
}

/** The item of a journal row, read again: after a restart, and on replay by a version that may know more. */
export function itemOf(adapter: PlatformAdapter, raw: unknown): InboundItem | null {
  const item = adapter.parse(raw)[0]
  return item ? storable(item) : null
}

// `raw` stays as it came: its column takes what the others refuse.
function storable(item: InboundItem): InboundItem {
  const { raw, ...rest } = item
  return { ...clean(rest), raw }
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function unreadable(body: Buffer, raw: unknown, reason: string): InboundItem {
  const key = `h:${createHash('sha256').update(body).digest('hex')}`
  return { key, account_external_id: null, thread: null, at: null, raw, fact: { kind: 'unrecognised', reason } }
}
