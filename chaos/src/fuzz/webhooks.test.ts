import { Random } from '@switchboard/meta-sandbox/wire'
import { describe, expect, it } from 'vitest'
import { mark, marksIn } from './mark.ts'
import { freshen, mutate, writeJson } from './mutate.ts'
import { readRecordings } from './recordings.ts'
import { fuzzWebhook, limitBytes } from './webhooks.ts'

const recordings = readRecordings()
const fuzzed = Array.from({ length: 1_500 }, (_, n) => fuzzWebhook(n, recordings, new Random(`seed/${n}`), 'secret'))

describe('fuzzed webhooks', () => {
  it('begin with what every platform has sent', () => {
    expect(recordings.length).toBeGreaterThan(120)
    expect(new Set(fuzzed.map(({ platform }) => platform)).size).toBe(3)
  })

  it('[C1] repeat themselves with their seed', () => {
    const again = fuzzWebhook(7, recordings, new Random('seed/7'), 'secret')
    expect(again).toEqual(fuzzed[7])
  })

  it('are mostly signed and bearable, and now and then neither', () => {
    const share = (expects: string) => fuzzed.filter((one) => one.expects === expects).length / fuzzed.length
    expect(share('kept')).toBeGreaterThan(0.9)
    expect(share('unsigned')).toBeGreaterThan(0)
    expect(share('too_large')).toBeGreaterThan(0)
    for (const { expects, body } of fuzzed) expect(body.length > limitBytes).toBe(expects === 'too_large')
  })

  it('are often JSON that can be found again by its mark, and sometimes no JSON at all', () => {
    const kinds = Map.groupBy(fuzzed, ({ trace }) => trace.kind)
    expect(kinds.get('mark')!.length).toBeGreaterThan(fuzzed.length / 2)
    expect(kinds.get('bytes')!.length).toBeGreaterThan(50)
    expect(kinds.get('json')!.length).toBeGreaterThan(0)
    for (const { n, trace } of kinds.get('mark')!) expect(trace).toMatchObject({ mark: `zz${n}zz` })
  })
})

describe('mutate', () => {
  it('never throws, leaves what it was given as it was, and gives something that can be written down', () => {
    const payload = recordings[0]!.payload
    const before = JSON.stringify(payload)
    for (let n = 0; n < 500; n++) writeJson(mutate(payload, new Random(`mutate/${n}`), `zz${n}zz`))
    expect(JSON.stringify(payload)).toBe(before)
  })

  it('makes what no value of JavaScript is', () => {
    const texts = Array.from({ length: 800 }, (_, n) =>
      writeJson(mutate({ a: 1, b: [2], c: { d: 'x' } }, new Random(`odd/${n}`), 'u')),
    )
    for (const odd of ['1e999', '-0', '[[[[', '\\u0000', '\\ud83d', '"__proto__"']) {
      expect(texts.some((text) => text.includes(odd))).toBe(true)
    }
  })
})

describe('freshen', () => {
  it('gives everything another id, the same for the same, and leaves accounts, times and words alone', () => {
    const payload = {
      a: ['wamid.X', 'wamid.X'],
      b: '447700900123',
      t: '1795180000',
      account: '440000000000001',
      word: 'text',
    }
    expect(freshen(payload, 5, new Set(['440000000000001']))).toEqual({
      a: ['wamid.X5', 'wamid.X5'],
      b: '4477009001235',
      t: '1795180000',
      account: '440000000000001',
      word: 'text',
    })
  })
})

describe('mark', () => {
  it.each([
    [{ object: 'page', entry: [{ id: '1', messaging: [{ sender: {} }, { a: { b: [] } }] }] }],
    [{ object: 'page', entry: [{ id: '1', messaging: [5] }] }],
    [{ object: 'page', entry: [{ id: '1' }, 7, [], null] }],
    [{ entry: 'none' }],
    [[1, 2]],
  ])('stands in every piece of %j', (payload) => {
    mark(payload, 'zz1zz')
    const entries = 'entry' in payload && Array.isArray(payload.entry) ? payload.entry : [payload]
    for (const entry of entries) {
      const lists = Array.isArray(entry) ? [] : Object.values(entry as object).filter((value) => Array.isArray(value))
      for (const piece of [entry, ...lists]) expect(marksIn(JSON.stringify(piece))).toEqual(new Set(['zz1zz']))
    }
  })
})
