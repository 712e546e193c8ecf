import { describe, expect, it } from 'vitest'
import { SandboxClock } from '../src/clock.ts'
import { Lanes } from '../src/delivery/lanes.ts'

describe("the sandbox's time", () => {
  it('[X36] stands still when it is manual, and jumps', () => {
    const clock = new SandboxClock({ timers: 'manual', now: () => 1_000 })

    clock.jump(500)

    expect(clock.now()).toBe(1_500)
  })

  it('[X36] rings once whatever was due in between, in its order', () => {
    const clock = new SandboxClock({ timers: 'manual', now: () => 0 })
    const rung: string[] = []
    clock.after(300, () => rung.push('late'))
    clock.after(100, () => {
      rung.push('early')
      clock.after(100, () => rung.push('set while ringing'))
    })
    clock.after(100, () => rung.push('early too'))
    const cancel = clock.after(200, () => rung.push('called off'))
    cancel()

    clock.jump(1_000)
    const afterOneJump = [...rung]
    clock.jump(100)

    expect(afterOneJump).toEqual(['early', 'early too', 'late'])
    expect(rung).toEqual([...afterOneJump, 'set while ringing'])
  })

  it('[X36] rings by itself when timers are real, also after a jump', async () => {
    const clock = new SandboxClock()

    await new Promise<void>((resolve) => {
      clock.after(3_600_000, resolve)
      clock.jump(3_599_999)
    })

    expect(clock.now() - Date.now()).toBeGreaterThan(3_000_000)
    clock.reset()
    expect(Math.abs(clock.now() - Date.now())).toBeLessThan(1_000)
  })
})

describe('lanes', () => {
  it('[X15] let what shares one pass one after the other', () => {
    const passing: string[] = []
    const lanes = new Lanes<{ name: string }>(({ name }) => passing.push(name))
    const [a1, a2, b1, both] = ['a1', 'a2', 'b1', 'both'].map((name) => ({ name })) as [
      { name: string },
      { name: string },
      { name: string },
      { name: string },
    ]

    lanes.enter(a1, ['a'])
    lanes.enter(a2, ['a'])
    lanes.enter(b1, ['b'])
    lanes.enter(both, ['a', 'b'])
    expect(passing).toEqual(['a1', 'b1'])

    lanes.leave(b1, ['b'])
    expect(passing).toEqual(['a1', 'b1'])
    lanes.leave(a1, ['a'])
    expect(passing).toEqual(['a1', 'b1', 'a2'])
    lanes.leave(a2, ['a'])
    expect(passing).toEqual(['a1', 'b1', 'a2', 'both'])
  })
})
