import { describe, expect, it } from 'vitest'
import type { Viewer } from '../deps.ts'
import { type Entry, type Following, parseCursor, Tail } from '../eventlog/index.ts'
import { eventsBody } from './events-body.ts'
import { Group, type Listener } from './group.ts'
import { defaultLimits } from './limits.ts'

const entry = (pos: number, type = 'new_message'): Entry => ({
  pos,
  audiences: ['a'],
  type,
  at: 0,
  json: `{"id":${pos}}`,
})

/** A group at position 10 of a log that has been read up to `head`, with one listener who writes everything down. */
function groupAt(head: number, limits = defaultLimits) {
  const tail = new Tail(10)
  tail.append(Array.from({ length: head - 10 }, (_, i) => entry(11 + i)))
  const following = { tail, bounds: { epoch: crypto.randomUUID(), head, floor: 0 } } as Following
  const group = new Group({ following, limits, bodyOf: eventsBody, cursorSuffix: (pos) => `-${pos}` }, '0'.repeat(14), [
    { key: 'a', groups: [] },
  ])
  const told: unknown[] = []
  const listener: Listener = {
    viewer: {} as Viewer,
    push: (before, upTo, cursor, body, count) =>
      told.push({ before, upTo, cursor: Number(cursor.split('-').at(-1)), body: body.toString(), count }),
    fallBehind: (pos) => told.push({ behind: pos }),
    resync: (reason) => told.push({ resync: reason }),
    sendVolatile: () => {},
  }
  group.listeners.push(listener)
  return { group, told, following }
}

describe('a group', () => {
  it('[L11] pushes all that is due in one frame, whose cursor is the head', () => {
    const { group, told } = groupAt(15)
    group.add(entry(12))
    group.add(entry(14))
    expect(group.position).toBe(11)
    group.flush()
    group.flush()
    expect(told).toEqual([{ before: 11, upTo: 15, cursor: 15, body: '"events":[{"id":12},{"id":14}]}', count: 2 }])
    expect(group.position).toBe(15)
  })

  it('[L11] cuts what is too much for a frame, with a cursor after each part', () => {
    const { group, told } = groupAt(15, { ...defaultLimits, frameEvents: 2 })
    for (const pos of [11, 12, 14]) group.add(entry(pos))
    group.flush()
    expect(told).toMatchObject([
      { before: 10, upTo: 12, cursor: 12, count: 2 },
      { before: 12, upTo: 15, cursor: 15, count: 1 },
    ])
  })

  it('[L14] leaves it to its listeners to read what may have changed their access', () => {
    const { group, told } = groupAt(15)
    group.add(entry(12))
    group.add(entry(13, 'member_updated'))
    group.flush()
    expect(told).toEqual([{ behind: 11 }])
  })

  it('[L9] sends nobody past what was due when the tail began anew', () => {
    const { group, told } = groupAt(15)
    group.add(entry(13))
    group.restarted('gap', 15)
    group.restarted('gap', 15)
    expect(told).toEqual([{ behind: 12 }, { behind: 15 }])
  })

  it('[L17] gives cursors of the new log when it began anew', () => {
    const { group, told, following } = groupAt(15)
    const before = parseCursor(`${group.cursorAt(0).slice(0, 32)}AAAAAAAA`)
    const epoch = crypto.randomUUID()
    following.bounds.epoch = epoch
    group.restarted('epoch', 15)
    expect(told).toEqual([{ resync: 'epoch' }])
    expect(before?.epoch).not.toBe(epoch)
    expect(parseCursor(`${group.cursorAt(0).slice(0, 32)}AAAAAAAA`)?.epoch).toBe(epoch)
  })
})
