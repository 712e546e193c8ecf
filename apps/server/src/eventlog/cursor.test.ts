import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cursorFor } from './bounds.ts'
import { decide, fingerprintOf, formatCursor, MAX_REPLAY, nobody, parseCursor } from './cursor.ts'

const position = fc.nat({ max: 2 ** 48 - 1 })
const fingerprint = fc.array(fc.string()).map(fingerprintOf)
const cursor = fc.record({ epoch: fc.uuid(), pos: position, fingerprint })

describe('a cursor', () => {
  it('[E4] says again what it was made of', () => {
    fc.assert(
      fc.property(cursor, (made) => {
        expect(parseCursor(formatCursor(made))).toEqual(made)
      }),
    )
  })

  it('[E4] reads as nothing, without throwing, if it was not made here', () => {
    const junk = fc.oneof(fc.anything(), fc.string(), fc.string({ minLength: 40, maxLength: 40 }), fc.base64String())
    fc.assert(
      fc.property(junk, (text) => {
        const read = parseCursor(text)
        return read === null || formatCursor(read) === text
      }),
      { numRuns: 2_000 },
    )
  })

  it('[E4] reads as nothing with one character more or less', () => {
    fc.assert(
      fc.property(cursor, (made) => {
        const text = formatCursor(made)
        return parseCursor(`${text}A`) === null && parseCursor(text.slice(1)) === null
      }),
    )
  })

  it('is the same for the same audiences in any order, and differs for others', () => {
    expect(fingerprintOf(['a', 'b', 'a'])).toBe(fingerprintOf(['b', 'a']))
    expect(fingerprintOf(['a', 'b'])).not.toBe(fingerprintOf(['a', 'b', 'c']))
    expect(fingerprintOf(['a,b'])).not.toBe(fingerprintOf(['a', 'b']))
  })

  it('for a snapshot stands at its head', () => {
    const bounds = { epoch: crypto.randomUUID(), head: 42 }
    expect(parseCursor(cursorFor(bounds, ['b', 'a']))).toEqual({
      epoch: bounds.epoch,
      pos: 42,
      fingerprint: fingerprintOf(['a', 'b']),
    })
  })
})

describe('deciding where to continue', () => {
  const epoch = crypto.randomUUID()
  const mine = fingerprintOf(['member:me'])
  const bounds = { epoch, head: 500, floor: 100 }
  const at = (pos: number) => ({ epoch, pos, fingerprint: mine })

  it.each([
    ['[E5] no readable cursor', null, 0, { mode: 'resync', reason: 'epoch' }],
    ['[E5] another epoch', { ...at(300), epoch: crypto.randomUUID() }, 5, { mode: 'resync', reason: 'epoch' }],
    ['[E5] beyond the head', at(501), 0, { mode: 'resync', reason: 'epoch' }],
    ['[E6] below the floor', at(99), 5, { mode: 'resync', reason: 'outdated' }],
    ['[E6] too far behind', at(300), MAX_REPLAY + 1, { mode: 'resync', reason: 'outdated' }],
    ['[E7] other audiences', { ...at(300), fingerprint: fingerprintOf(['x']) }, 5, { mode: 'resync', reason: 'acl' }],
    ['[E7] a cursor that continues nowhere', { ...at(300), fingerprint: nobody }, 5, { mode: 'resync', reason: 'acl' }],
    ['[E8] the floor itself', at(100), 5, { mode: 'replay', after: 100 }],
    ['[E8] as far behind as may be', at(300), MAX_REPLAY, { mode: 'replay', after: 300 }],
    ['[E8] nothing missed but foreign events', at(300), 0, { mode: 'live' }],
    ['[E8] the head', at(500), 0, { mode: 'live' }],
  ])('%s', (_, given, behind, expected) => {
    expect(decide(given, bounds, mine, behind)).toEqual(expected)
  })

  it('[E8] continues only where nothing can have been missed', () => {
    const anyBounds = fc
      .tuple(fc.constantFrom(epoch, crypto.randomUUID()), fc.nat(1_000), fc.nat(1_000))
      .map(([of, a, b]) => ({ epoch: of, floor: Math.min(a, b), head: Math.max(a, b) }))
    const anyCursor = fc.option(fc.record({ epoch: fc.constant(epoch), pos: fc.nat(1_100), fingerprint }))
    fc.assert(
      fc.property(anyCursor, anyBounds, fingerprint, fc.nat(20_000), (given, where, viewer, behind) => {
        const start = decide(given, where, viewer, behind)
        const isSafe =
          given !== null &&
          given.epoch === where.epoch &&
          given.pos >= where.floor &&
          given.pos <= where.head &&
          given.fingerprint === viewer &&
          behind <= MAX_REPLAY
        expect(start.mode !== 'resync').toBe(isSafe)
        if (start.mode === 'replay') expect(start.after).toBe(given!.pos)
        if (start.mode === 'live') expect(behind).toBe(0)
      }),
      { numRuns: 2_000 },
    )
  })
})
