import { describe, expect, it } from 'vitest'
import { findTrespasses, heardBy, type Logged, noTrespasses, positionOf, type Step } from './steps.ts'

const heard: Logged[] = [1, 2, 4, 5, 9].map((pos) => ({ pos, id: `e${pos}`, audiences: ['account:a'] }))

function cursorAt(pos: number): string {
  const bytes = Buffer.alloc(30)
  bytes.writeUIntBE(pos, 24, 6)
  return bytes.toString('base64url')
}

const snapshot = (pos: number): Step => ({ cursor: cursorAt(pos), by: 'snapshot', event_ids: [] })
const heartbeat = (pos: number): Step => ({ cursor: cursorAt(pos), by: 'heartbeat', event_ids: [] })
const events = (pos: number, ...of: number[]): Step => ({
  cursor: cursorAt(pos),
  by: 'events',
  event_ids: of.map((n) => `e${n}`),
})

describe('the steps of a client', () => {
  it('are right where every event between two cursors is applied once, in order', () => {
    const steps = [snapshot(0), events(2, 1, 2), heartbeat(3), events(5, 4, 5), snapshot(8), events(9, 9)]
    expect(findTrespasses(steps, heard)).toEqual(noTrespasses)
  })

  it.each([
    ['an event that is left out', [snapshot(0), events(4, 1, 4)], { skipped: 1 }],
    ['an event between a snapshot and what follows it', [snapshot(3), events(5, 5)], { skipped: 1 }],
    ['a heartbeat that goes past an event', [snapshot(2), heartbeat(6)], { skipped: 2 }],
    ['an event that comes again', [snapshot(0), events(2, 1, 2), events(4, 2, 4)], { applied_twice: 1 }],
    ['an event twice in one frame', [snapshot(0), events(2, 1, 2, 2)], { applied_twice: 1 }],
    ['an event that the snapshot has already', [snapshot(2), events(4, 2, 4)], { applied_twice: 1 }],
    ['two events in the wrong order', [snapshot(0), events(2, 2, 1)], { out_of_order: 1 }],
    ['a cursor that goes back', [snapshot(4), heartbeat(3)], { out_of_order: 1 }],
    ['events before any snapshot', [events(2, 1, 2)], { out_of_order: 1 }],
    ['an event of somebody else', [snapshot(2), events(3, 3)], { foreign: 1 }],
  ])('are wrong with %s', (_what, steps, trespass) => {
    expect(findTrespasses(steps, heard)).toEqual({ ...noTrespasses, ...trespass })
  })
})

describe('what a member hears', () => {
  const log: Logged[] = [
    { pos: 1, id: 'everybody', audiences: ['workspace:w'] },
    { pos: 2, id: 'inbox', audiences: ['account:a'] },
    { pos: 3, id: 'mine', audiences: ['member:m', 'member:other'] },
    { pos: 4, id: 'theirs', audiences: ['member:other'] },
    { pos: 5, id: 'for the team', audiences: ['inbox:w'] },
    { pos: 6, id: 'for guests', audiences: ['guests:w'] },
  ]

  it('depends on who they are and on whether they see the inbox', () => {
    const ids = (seesInbox: boolean) => heardBy(log, { workspaceId: 'w', memberId: 'm', seesInbox }).map(({ id }) => id)
    expect(ids(true)).toEqual(['everybody', 'inbox', 'mine', 'for the team'])
    expect(ids(false)).toEqual(['everybody', 'mine', 'for guests'])
  })
})

describe('positionOf', () => {
  it('reads the place in the log', () => {
    expect(positionOf(cursorAt(123_456_789_012))).toBe(123_456_789_012)
  })
})
