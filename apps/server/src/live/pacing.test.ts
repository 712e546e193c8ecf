import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Admission } from './admission.ts'
import { next, type Phase, type Signal } from './connection-state.ts'
import { defaultLimits } from './limits.ts'
import { paceOf, TokenBucket } from './pacing.ts'

describe('a token bucket', () => {
  it('[L22] never lets more through than its burst and its rate', () => {
    const waits = fc.array(fc.integer({ min: 0, max: 3_000 }), { maxLength: 200 })
    fc.assert(
      fc.property(waits, fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 50 }), (gaps, rate, burst) => {
        const bucket = new TokenBucket(rate, burst, 0)
        let now = 0
        let passed = 0
        for (const gap of gaps) {
          now += gap
          if (bucket.take(now)) passed++
        }
        expect(passed).toBeLessThanOrEqual(burst + (now / 1_000) * rate + 1e-6)
      }),
    )
  })

  it('[L22] lets everything through that keeps to its rate', () => {
    const bucket = new TokenBucket(30, 1, 0)
    for (let i = 1; i <= 300; i++) expect(bucket.take(i * 34)).toBe(true)
  })
})

describe('the pace of a socket', () => {
  it.each([
    [0, 0, 'push'],
    [defaultLimits.holdBytes, 0, 'push'],
    [defaultLimits.holdBytes + 1, 0, 'hold'],
    [defaultLimits.closeBytes, 30_000, 'hold'],
    [defaultLimits.closeBytes + 1, 0, 'close'],
    [0, 30_001, 'close'],
  ])('[L19] with %i bytes waiting for %i ms is to %s', (bytes, heldFor, pace) => {
    expect(paceOf(bytes, heldFor, defaultLimits)).toBe(pace)
  })
})

describe('admission', () => {
  it('[L3] keeps no count of those who have left, and never lets too many in', () => {
    const step = fc.record({ leaves: fc.boolean(), address: fc.constantFrom(null, 'a', 'b') })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
        const admission = new Admission({ ...defaultLimits, waiting: 10, waitingPerAddress: 3 }, 0)
        const inside: (string | null)[] = []
        for (const { leaves, address } of steps) {
          const at = inside.indexOf(address)
          if (leaves && at >= 0) {
            admission.leave(address)
            inside.splice(at, 1)
          } else if (admission.enter(address, 0) === 'ok') {
            inside.push(address)
          } else {
            const same = inside.filter((one) => one === address).length
            expect(inside.length === 10 || (address !== null && same === 3)).toBe(true)
          }
          expect(inside.length).toBeLessThanOrEqual(10)
        }
        for (const address of inside) admission.leave(address)
        for (let i = 0; i < 3; i++) expect(admission.enter('a', 60_000)).toBe('ok')
      }),
    )
  })
})

describe('the phases of a connection', () => {
  const phases: Phase[] = [
    'greeting',
    'identifying',
    'starting',
    'reading',
    'live',
    'held',
    'checking',
    'waiting',
    'closed',
  ]
  const signals: Signal[] = [
    'auth',
    'identified',
    'pull',
    'continue',
    'resync',
    'caught_up',
    'behind',
    'full',
    'drained',
    'doubt',
    'confirmed',
    'close',
  ]

  it('begin with auth, and nothing else but the end', () => {
    expect(signals.filter((signal) => next('greeting', signal))).toEqual(['auth', 'close'])
    expect(signals.filter((signal) => next('identifying', signal))).toEqual(['identified', 'close'])
  })

  it('[L7] leave waiting by a pull alone, as far as events go', () => {
    expect(signals.filter((signal) => !['waiting', null].includes(next('waiting', signal)))).toEqual(['pull', 'close'])
  })

  it('end once, from anywhere', () => {
    for (const phase of phases) expect(next(phase, 'close')).toBe(phase === 'closed' ? null : 'closed')
    expect(signals.filter((signal) => next('closed', signal))).toEqual([])
  })

  it('become live by having read everything, and in no other way', () => {
    for (const phase of phases) {
      for (const signal of signals) {
        if (next(phase, signal) === 'live') expect([phase, signal]).toEqual(['reading', 'caught_up'])
      }
    }
  })
})
