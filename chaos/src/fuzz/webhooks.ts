import { type Platform, platforms, type Random, signed } from '@switchboard/meta-sandbox/wire'
import { mark, markOf } from './mark.ts'
import { freshen, type Json, mutate, nasty, writeJson } from './mutate.ts'
import type { Recording } from './recordings.ts'

/** A webhook that nobody would send, signed or not. */
export interface Fuzzed {
  n: number
  platform: Platform
  headers: Record<string, string>
  body: Buffer
  /** What has to come back. */
  expects: 'kept' | 'unsigned' | 'too_large'
  /** How to recognise it in the journal. */
  trace: Trace
}

/** The mark is in what is kept; or, where the body holds none, the body as a whole: its JSON, or its bytes. */
export type Trace =
  | { kind: 'mark'; mark: string; scalars: string[] }
  | { kind: 'json'; json: string }
  | { kind: 'bytes'; base64: string }

export const limitBytes = 4 * 1024 * 1024

/** The nth webhook of a run: decided by `random` alone. */
export function fuzzWebhook(n: number, recordings: readonly Recording[], random: Random, secret: string): Fuzzed {
  const { platform, body } = bodyOf(n, recordings, random)
  const webhook = signed(body, secret)
  const tooLarge = body.length > limitBytes
  const isUnsigned = !tooLarge && random.chance(0.02)
  const headers = {
    ...webhook.headers,
    ...oddHeaders(random),
    ...(isUnsigned && badSignature(random, webhook.headers)),
  }
  const expects = tooLarge ? 'too_large' : isUnsigned ? 'unsigned' : 'kept'
  return { n, platform, headers, body, expects, trace: traceOf(body, markOf(n)) }
}

function bodyOf(n: number, recordings: readonly Recording[], random: Random): { platform: Platform; body: Buffer } {
  const recording = random.pick(recordings)
  // Now and then another platform's payload.
  const platform = random.chance(0.03) ? random.pick(platforms) : recording.platform
  const chance = random.next()
  if (chance < 0.03) return { platform, body: randomBytes(random) }
  if (chance < 0.05) return { platform, body: Buffer.from(writeJson(nasty(random, markOf(n)))) }
  if (chance < 0.053) return { platform, body: hugeBody(n, random) }
  const json = escapedSometimes(writeJson(mutated(n, recording, random)), random)
  return { platform, body: chance < 0.12 ? damaged(Buffer.from(json), markOf(n), random) : Buffer.from(json) }
}

function mutated(n: number, { payload, accounts }: Recording, random: Random): Json {
  const keep = new Set(accounts)
  const fresh = freshen(payload, n, keep)
  const text = markOf(n)
  const value = random.chance(0.1) ? fresh : mutate(fresh, random, text)
  mark(value, text)
  return value
}

/** Around the limit: the last byte that is allowed, and the first that is not. */
function hugeBody(n: number, random: Random): Buffer {
  const size = limitBytes + random.pick([-1, 0, 1, 1000])
  const head = `{"object":"page","zz":"${markOf(n)}","entry":[],"filling":"`
  return Buffer.from(`${head}${'f'.repeat(size - head.length - 2)}"}`)
}

function randomBytes(random: Random): Buffer {
  return Buffer.from(Array.from({ length: random.between(0, 300) }, () => random.between(0, 255)))
}

/** Bytes cut off, changed or put in between; often no UTF-8 any more. Not in a mark: nobody would know the piece again. */
function damaged(body: Buffer, text: string, random: Random): Buffer {
  let at: number
  do at = random.between(0, body.length - 1)
  while (body.subarray(Math.max(0, at - text.length + 1), at + text.length).includes(text))
  const chance = random.next()
  if (chance < 0.4) return body.subarray(0, at)
  if (chance < 0.7) {
    const changed = Buffer.from(body)
    changed[at] = random.between(0, 255)
    return changed
  }
  const inserted = Buffer.from(random.pick(oddBytes))
  return Buffer.concat([body.subarray(0, at), inserted, body.subarray(at)])
}

const oddBytes = [
  [0],
  [0xff, 0xfe],
  [0xc3, 0x28],
  [0xed, 0xa0, 0x80],
  [0xf4, 0x90, 0x80, 0x80],
  [0xef, 0xbb, 0xbf],
  [0x22],
]

/** As Meta writes it, or as most others do. */
function escapedSometimes(json: string, random: Random): string {
  if (random.chance(0.5)) return json
  return json.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

function oddHeaders(random: Random): Record<string, string> {
  if (random.chance(0.85)) return {}
  return random.pick(headers)
}

const headers: readonly Record<string, string>[] = [
  { 'content-type': 'text/plain' },
  { 'content-type': '' },
  { 'content-type': 'application/x-www-form-urlencoded' },
  { 'content-type': 'multipart/form-data' },
  { 'content-type': 'application/json; charset=utf-16' },
  { 'content-type': 'application/json;;;charset==' },
  { 'content-type': '///' },
  { 'content-type': 'application' },
  { 'content-type': '__proto__/constructor' },
  { 'content-encoding': 'gzip' },
  { 'x-forwarded-for': '1, 2, 3', forwarded: 'for=_' },
  { accept: '\u00e4', 'accept-encoding': '*;q=nan' },
  { cookie: '=; ;;=x' },
  { authorization: 'Bearer ' },
]

function badSignature(random: Random, { 'x-hub-signature-256': right = '' }: Record<string, string>) {
  return {
    'x-hub-signature-256': random.pick([
      right.replace(/.$/, (last) => (last === '0' ? '1' : '0')),
      right.slice(0, -1),
      right.replace('sha256=', 'sha1='),
      'sha256=',
      '',
      '\u00e4'.repeat(64),
      'sha256=__proto__',
    ]),
  }
}

function traceOf(body: Buffer, text: string): Trace {
  const given = body.toString('utf8')
  const value = parse(given)
  if (value === undefined) return { kind: 'bytes', base64: body.toString('base64') }
  if (!given.includes(text)) return { kind: 'json', json: JSON.stringify(value) }
  return { kind: 'mark', mark: text, scalars: scalarsIn(given) }
}

/** Every short text and number in it, roughly: enough to ask whether an id is among them. */
function scalarsIn(json: string): string[] {
  return [...json.slice(0, 50_000).matchAll(/"([^"\\]{1,80})"|(?<=[:[,])(\d{5,16})(?=[,\]}])/g)].map(
    (found) => (found[1] ?? found[2])!,
  )
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
