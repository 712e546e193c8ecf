import { describe, expect, it } from 'vitest'
import { asId, asLink, nameOf, withoutDepths } from './json.ts'

describe('an id [P17]', () => {
  it.each([
    ['text', 'm_A1', 'm_A1'],
    ['a number', 6900000000000001, '6900000000000001'],
    ['nought', 0, '0'],
  ])('is text, given %s', (_, given, expected) => {
    expect(asId(given)).toBe(expected)
  })

  it.each([
    ['a number that JSON has rounded', 2 ** 53],
    ['a fraction', 1.5],
    ['a negative number', -1],
    ['empty text', ''],
    ['text that no index holds', 'x'.repeat(501)],
    ['an object', { id: 1 }],
    ['a list', ['1']],
    ['true', true],
  ])('is not made of %s', (_, given) => {
    expect(asId(given)).toBeNull()
  })
})

describe('a link [P24]', () => {
  it.each(['https://x.example/a?b=1', 'HTTP://x.example'])('may be %s', (link) => {
    expect(asLink(link)).toBe(link)
  })

  it.each(['javascript:alert(1)', '/reel/1', 'fb://x', 'https://', ' https://x.example', 'data:text/html,x', '', 7])(
    'is never %s',
    (link) => {
      expect(asLink(link)).toBeNull()
    },
  )
})

describe('a name in a reason [P5]', () => {
  it('is repeated only if it looks like one', () => {
    expect(nameOf('message_template_status_update')).toBe('message_template_status_update')
    expect(nameOf('my secret words')).toBe('?')
    expect(nameOf('x'.repeat(61))).toBe('?')
    expect(nameOf({ a: 1 })).toBe('?')
  })
})

describe('depth [P2]', () => {
  it('gives back the very value where nothing is too deep', () => {
    const value = { a: [{ b: 1 }], __proto__: null }
    expect(withoutDepths(value)).toBe(value)
  })

  it('cuts what is deeper than a hundred levels, and keeps what lies beside it', () => {
    const deep = JSON.parse(`{"a":${'['.repeat(5000)}${']'.repeat(5000)},"b":{"__proto__":1}}`)
    const cut = withoutDepths(deep)
    expect(JSON.stringify(cut)).toBe(`{"a":${'['.repeat(99)}null${']'.repeat(99)},"b":{"__proto__":1}}`)
    expect(withoutDepths(cut)).toBe(cut)
  })
})
