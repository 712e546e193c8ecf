import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { InboundItem, PlatformAdapter } from './adapter.ts'
import { mutatedPayload } from './mutate.ts'

/** A recorded payload: one JSON file, named like the case. */
export interface RecordedCase {
  name: string
  description: string
  payload: unknown
  /** The items it holds, without `raw`, which the contract checks by itself. */
  expected: Omit<InboundItem, 'raw'>[]
  /** Keys that this payload holds more than once on purpose. */
  duplicates: string[]
}

/** What the suite has to know of the platform's envelope and cannot know by itself. */
export interface ContractSupport {
  /** The signature header the platform would send. */
  sign(body: Uint8Array, secret: string): string
  /** Other ways in which the platform may deliver the same items again, by name. They may hold other items too. */
  redeliveries: Readonly<Record<string, (payload: unknown) => unknown>>
  /** The payload with something odd before and behind each of its elements. */
  amongOddNeighbours(payload: unknown): unknown
}

/** The recorded cases in a folder, by name. */
export function loadCases(folder: URL | string): RecordedCase[] {
  const path = typeof folder === 'string' ? folder : fileURLToPath(folder)
  const files = readdirSync(path).filter((file) => file.endsWith('.json'))
  return files.sort().map((file) => {
    const recorded = JSON.parse(readFileSync(join(path, file), 'utf8')) as Omit<RecordedCase, 'name'>
    return { ...recorded, name: basename(file, '.json'), duplicates: recorded.duplicates ?? [] }
  })
}

/** What every adapter promises (docs/spec/platforms.md), held against the recorded payloads in `casesDir`. */
export function describeAdapter(adapter: PlatformAdapter, casesDir: URL | string, support: ContractSupport): void {
  const cases = loadCases(casesDir)
  describe(`the ${adapter.platform} adapter`, () => {
    describeCases(adapter, cases)
    describeKeys(adapter, cases, support)
    describeTotality(adapter, cases, support)
    describeSignature(adapter, support)
  })
}

function describeCases(adapter: PlatformAdapter, cases: readonly RecordedCase[]) {
  it('has recorded payloads', () => {
    expect(cases.length).toBeGreaterThan(20)
  })

  it.each(cases)('says what is expected of $name [P3] [P5]: $description', ({ payload, expected }) => {
    expect(adapter.parse(payload).map(stripped)).toEqual(expected)
  })

  it('keeps the laws of parsing for every case [P2] [P7]', () => {
    for (const { payload } of cases) expectLawful(adapter, payload)
  })
}

function describeKeys(adapter: PlatformAdapter, cases: readonly RecordedCase[], { redeliveries }: ContractSupport) {
  it.each(cases)('gives different items of one account different keys [P6]: $name', ({ payload, duplicates }) => {
    const keys = keysOf(adapter, payload)
    const twice = keys.filter((key, index) => keys.indexOf(key) !== index)
    expect(twice.map((key) => key.slice(key.indexOf(' ') + 1))).toEqual(duplicates)
  })

  const ways = { ...redeliveries, 'with its fields in another order': withFieldsReversed }
  it.each(Object.entries(ways))('gives the same items the same keys when delivered again %s [P6]', (_, redeliver) => {
    const changed = cases.filter(({ payload }) => {
      const again = keysOf(adapter, redeliver(payload))
      return keysOf(adapter, payload).some((key) => !again.includes(key))
    })
    expect(changed.map(({ name }) => name)).toEqual([])
  })
}

function describeTotality(adapter: PlatformAdapter, cases: readonly RecordedCase[], support: ContractSupport) {
  it('survives any JSON [P2]', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (payload) => expectLawful(adapter, payload)),
      { numRuns: 300 },
    )
  })

  it('survives any mutation of a recorded payload [P2] [P4] [P7]', () => {
    const payloads = cases.map(({ payload }) => payload)
    fc.assert(
      fc.property(mutatedPayload(payloads), (payload) => expectLawful(adapter, payload)),
      { numRuns: 1500 },
    )
  })

  it('survives any depth [P2]', () => {
    for (const [open, close] of [
      ['[', ']'],
      ['{"entry":[', ']}'],
      ['{"message":', '}'],
    ] as const) {
      const deep = JSON.parse(`${open.repeat(100_000)}1${close.repeat(100_000)}`)
      expectLawful(adapter, deep)
      for (const { payload } of cases.slice(0, 10)) expectLawful(adapter, withEveryTextReplaced(payload, deep))
    }
  })

  it('lets odd neighbours change nothing about an item [P4]', () => {
    for (const { payload } of cases) {
      const among = adapter.parse(support.amongOddNeighbours(payload)).map(stripped)
      for (const item of adapter.parse(payload)) expect(among).toContainEqual(stripped(item))
    }
  })
}

function describeSignature(adapter: PlatformAdapter, { sign }: ContractSupport) {
  const secret = 'a-secret-of-an-app'
  const body = Buffer.from('{"text":"caf\\u00e9 \\ud83d\\ude00","url":"https:\\/\\/x.example"}')
  const signature = sign(body, secret)

  it('takes a good signature over exactly the bytes, escapes and all [P1]', () => {
    expect(adapter.verify(body, signature, [secret])).toBe(true)
  })

  it('refuses the same JSON written with other bytes [P1]', () => {
    const rewritten = Buffer.from(JSON.stringify(JSON.parse(body.toString())))
    expect(adapter.verify(rewritten, signature, [secret])).toBe(false)
  })

  it('takes any of several secrets, and refuses without the right one [P1]', () => {
    expect(adapter.verify(body, signature, ['another', secret])).toBe(true)
    expect(adapter.verify(body, signature, [secret, 'another'])).toBe(true)
    expect(adapter.verify(body, signature, ['another'])).toBe(false)
    expect(adapter.verify(body, signature, [])).toBe(false)
  })

  it('lets an empty secret make nothing genuine [P1]', () => {
    expect(adapter.verify(body, sign(body, ''), [''])).toBe(false)
  })

  it.each([
    ['missing', undefined],
    ['empty', ''],
    ['truncated', signature.slice(0, -1)],
    ['longer', `${signature}0`],
    ['without its scheme', signature.slice(signature.indexOf('=') + 1)],
    ['of another scheme', signature.replace(/^[^=]*/, 'sha1')],
    ['not hexadecimal', signature.replace(/.$/, 'z')],
    ['not ASCII', signature.replace(/.$/, 'é')],
    ['wrong in its last digit', signature.replace(/.$/, (digit) => (digit === '0' ? '1' : '0'))],
  ])('refuses a signature that is %s [P1]', (_, wrong) => {
    expect(adapter.verify(body, wrong, [secret])).toBe(false)
  })

  it('refuses a body of which one byte has changed [P1]', () => {
    fc.assert(
      fc.property(fc.nat(body.length - 1), fc.integer({ min: 1, max: 255 }), (index, change) => {
        const changed = Buffer.from(body)
        changed[index]! ^= change
        expect(adapter.verify(changed, signature, [secret])).toBe(false)
      }),
    )
  })
}

/** What holds for every payload there is. */
function expectLawful(adapter: PlatformAdapter, payload: unknown): void {
  const items = adapter.parse(payload)
  expect(adapter.parse(payload)).toEqual(items)
  for (const item of items) {
    expect(item.key.length).toBeGreaterThan(0)
    expect(item.key.length).toBeLessThanOrEqual(300)
    expectTimes(item)
    expectContact(item)
    expectLinks(item)
    const again = adapter.parse(asDelivered(item.raw))
    expect(again).toHaveLength(1)
    expect(asDelivered(again[0])).toEqual(asDelivered(item))
    expect(holdsUndefined(item)).toBe(false)
  }
}

function expectTimes({ at, fact }: InboundItem) {
  const times = Object.entries(fact).filter(([name]) => name.endsWith('_at'))
  for (const [, time] of times) expect(new Date(time as string).toISOString()).toBe(time)
  if (at !== null) expect(new Date(at).toISOString()).toBe(at)
}

function expectContact({ fact, thread }: InboundItem) {
  if (!('contact' in fact) || fact.contact === null) return
  expect(fact.contact.identities.length).toBeGreaterThan(0)
  expect(thread).toBe(fact.contact.identities[0]!.value)
}

function expectLinks({ fact }: InboundItem) {
  if (fact.kind !== 'message') return
  for (const { url } of fact.attachments) if (url !== null) expect(url).toMatch(/^https?:\/\//i)
}

/** As it comes out of the journal: JSON has neither infinities nor negative zeros. */
function asDelivered(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value))
}

function holdsUndefined(value: unknown, levels = 200): boolean {
  if (value === undefined) return true
  if (typeof value !== 'object' || value === null || levels === 0) return false
  return Object.values(value).some((field) => holdsUndefined(field, levels - 1))
}

function stripped({ key, account_external_id, thread, at, fact }: InboundItem): Omit<InboundItem, 'raw'> {
  return { key, account_external_id, thread, at, fact }
}

function keysOf(adapter: PlatformAdapter, payload: unknown): string[] {
  return adapter.parse(payload).map(({ account_external_id, key }) => `${account_external_id} ${key}`)
}

function withFieldsReversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withFieldsReversed)
  if (typeof value !== 'object' || value === null) return value
  const fields = Object.entries(value).reverse()
  return Object.fromEntries(fields.map(([name, field]) => [name, withFieldsReversed(field)]))
}

function withEveryTextReplaced(value: unknown, replacement: unknown): unknown {
  if (Array.isArray(value)) return value.map((element) => withEveryTextReplaced(element, replacement))
  if (typeof value !== 'object' || value === null) return value
  const fields = Object.entries(value).map(([name, field]) => {
    return [name, name === 'text' || name === 'body' ? replacement : withEveryTextReplaced(field, replacement)]
  })
  return Object.fromEntries(fields)
}
