import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clean, needsCleaning } from './clean.ts'

const unit = fc.constantFrom('a', '\0', '\ud83d', '\ude00', '\ud83d\ude00', 'ü', '\\', 'u0000', '__proto__', '\uffff')
const anyText = fc.array(unit, { maxLength: 6 }).map((parts) => parts.join(''))
const anyJson = fc.letrec<{ node: unknown }>((tie) => ({
  node: fc.oneof(
    { depthSize: 'small' },
    anyText,
    fc.constantFrom(0, 1.5, true, null),
    fc.array(tie('node'), { maxLength: 4 }),
    fc.array(fc.tuple(anyText, tie('node')), { maxLength: 4 }).map((fields) => Object.fromEntries(fields)),
  ),
})).node

/** As Meta writes JSON: everything beyond ASCII is escaped. */
function escaped(value: unknown): string {
  return JSON.stringify(value).replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null) return []
  return [...(Array.isArray(value) ? [] : Object.keys(value)), ...Object.values(value).flatMap(textsIn)]
}

describe('clean [P18]', () => {
  it('replaces NUL and lone surrogates in texts and field names', () => {
    expect(clean({ 'a\0b': ['x\ud83dy', '\ude00', 'fine \ud83d\ude00'] })).toEqual({
      'a\uFFFDb': ['x\uFFFDy', '\uFFFD', 'fine \ud83d\ude00'],
    })
  })

  it('keeps a field that is called __proto__ a field', () => {
    const cleaned = clean(JSON.parse('{"__proto__":{"polluted":"\\u0000"}}'))
    expect(JSON.stringify(cleaned)).toBe('{"__proto__":{"polluted":"\uFFFD"}}')
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })

  it('survives any depth and cuts what is deeper than a thousand levels', () => {
    const deep = JSON.parse(`${'['.repeat(200_000)}${']'.repeat(200_000)}`)
    expect(JSON.stringify(clean(deep))).toBe(`${'['.repeat(1000)}null${']'.repeat(1000)}`)
  })

  it('leaves nothing that PostgreSQL refuses, whatever the value', () => {
    fc.assert(
      fc.property(anyJson, (value) => {
        for (const text of textsIn(clean(value))) {
          expect(text).not.toContain('\0')
          expect(text.isWellFormed()).toBe(true)
        }
      }),
    )
  })

  it('gives back the very value where nothing had to change', () => {
    fc.assert(
      fc.property(anyJson, (value) => {
        const once = clean(value)
        expect(clean(once)).toBe(once)
      }),
    )
  })

  it('is asked for by needsCleaning whenever it would change something, in either way of writing JSON', () => {
    fc.assert(
      fc.property(anyJson, (value) => {
        for (const text of [JSON.stringify(value), escaped(value)]) {
          const parsed = JSON.parse(text)
          if (clean(parsed) !== parsed) expect(needsCleaning(text)).toBe(true)
        }
      }),
    )
  })

  it('is not asked for by ordinary text', () => {
    expect(needsCleaning('{"text":"caf\\u00e9 \\/ \\n 12"}')).toBe(false)
    expect(needsCleaning('{"text":"Grüße"}')).toBe(false)
  })
})
