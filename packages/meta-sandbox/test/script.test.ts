import { describe, expect, it } from 'vitest'
import { actFields } from '../src/cast/act.ts'
import { people } from '../src/cast/people.ts'
import { backlog } from '../src/script/backlog.ts'
import { manners } from '../src/script/manners.ts'
import { type Stage, start, startedAt } from './start.ts'

/** What has been sent, as the log tells it: in the order of sending, not of arrival. */
function kindsOf({ sandbox }: Stage): string[] {
  return sandbox
    .deliveries()
    .flatMap(({ platform, kinds }) => kinds.map((kind) => `${platform} ${kind}`))
    .reverse()
}

/** Lets the customers write for that long, a second at a time. */
async function play({ sandbox }: Stage, seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second++) await sandbox.advance(1_000)
}

describe('the script', () => {
  it('[X32] first tells the conversations of the last days, every one of them, with every kind of message', async () => {
    await using stage = await start({ people: true })
    const { sandbox, receiver } = stage

    await sandbox.script.start()

    const customers = new Set(sandbox.deliveries().flatMap(({ message_ids }) => message_ids))
    const perCustomer = Map.groupBy(receiver.messaging, ({ sender, recipient }) =>
      [sender.id, recipient.id].sort().join(),
    )
    const kinds = new Set(kindsOf(stage).map((kind) => kind.split(' ')[1]))
    const untold = Object.keys(actFields).filter((kind) => !kinds.has(kind))
    expect(perCustomer.size).toBe(7)
    expect(new Set(receiver.values.map((value) => JSON.stringify(value.contacts))).size).toBe(6)
    expect(customers.size).toBeGreaterThan(60)
    expect(untold).toEqual(['change_number', 'change_user_id'])
    expect(kinds).toContain('echo')
    expect(kinds).toContain('read')
  })

  it('[X32] lets each conversation run forward, up to now, and one of them rest for more than 25 hours', async () => {
    await using stage = await start({ people: true })
    const { sandbox, receiver } = stage

    await sandbox.script.start()

    const times = receiver.values.map((value) => ({
      who: value.contacts[0]!.user_id,
      at: Number((value.messages ?? value.message_echoes)[0]!.timestamp) * 1000,
    }))
    for (const ofOne of Map.groupBy(times, ({ who }) => who).values()) {
      expect(ofOne.map(({ at }) => at)).toEqual(ofOne.map(({ at }) => at).toSorted((a, b) => a - b))
    }
    expect(Math.max(...times.map(({ at }) => at))).toBeLessThanOrEqual(startedAt)
    const hana = times.filter(({ who }) => who === sandbox.customer('whatsapp', 'hana').userId)
    expect(startedAt - Math.max(...hana.map(({ at }) => at))).toBeGreaterThan(25 * 3_600_000)
  })

  it('[X33] then somebody writes every two to six seconds, and stops when told to', async () => {
    await using stage = await start({ people: true })
    const { sandbox } = stage
    await sandbox.script.start({ backlog: false })

    const before = sandbox.deliveries().length
    await play(stage, 300)
    const during = sandbox.deliveries().length
    sandbox.script.stop()
    await play(stage, 60)

    expect(before).toBe(0)
    expect(during).toBeGreaterThanOrEqual(300 / 6)
    expect(sandbox.deliveries()).toHaveLength(during)
    expect(sandbox.script.isRunning).toBe(false)
  })

  it('[X33] goes faster on request', async () => {
    await using slow = await start({ people: true })
    await using fast = await start({ people: true })
    fast.sandbox.script.setSpeed(10)
    await slow.sandbox.script.start({ backlog: false })
    await fast.sandbox.script.start({ backlog: false })

    await play(slow, 60)
    for (let step = 0; step < 600; step++) await fast.sandbox.advance(100)

    expect(fast.sandbox.deliveries().length).toBeGreaterThan(3 * slow.sandbox.deliveries().length)
  })

  it('[X33] brings back who has been silent for 25 hours', async () => {
    await using stage = await start({ people: true })
    const { sandbox, receiver } = stage
    await sandbox.script.start({ backlog: false })

    await sandbox.advance(25 * 3_600_000)

    expect(receiver.texts).toContain('Hello again! Is there still room in the course?')
  })

  it('[X34] plays the same for a seed, to the byte, and something else for another', async () => {
    const runs: string[][] = []
    for (const seed of ['same', 'same', 'other']) {
      await using stage = await start({ seed, people: true, concurrency: 1 })
      await stage.sandbox.script.start()
      await play(stage, 120)
      // Links carry the port of the sandbox, which is another one each time.
      runs.push(stage.receiver.received.map(({ bytes }) => bytes.toString().replace(/127\.0\.0\.1:\d+/g, 'host')))
    }

    expect(runs[0]!.length).toBeGreaterThan(100)
    expect(runs[0]).toEqual(runs[1])
    expect(runs[0]).not.toEqual(runs[2])
  })

  it('[X35] waits while the receiver is down, and what was written arrives afterwards', async () => {
    await using stage = await start({ people: true, retry: { maxMs: 2_000 } })
    const { sandbox, receiver } = stage
    receiver.behaviour = () => 503
    sandbox.script.setSpeed(100)
    await sandbox.script.start({ backlog: false })

    for (let step = 0; step < 2_000; step++) await sandbox.advance(60)
    sandbox.script.stop()
    const waiting = sandbox.pending
    receiver.behaviour = () => 200
    for (let step = 0; step < 1_000 && sandbox.pending > 0; step++) await sandbox.advance(2_000)

    // A single turn may still be an album of forty.
    expect(waiting).toBeGreaterThanOrEqual(200)
    expect(waiting).toBeLessThan(260)
    expect(sandbox.pending).toBe(0)
  })

  it('[X33] moves nobody but its own people, whatever others are called', async () => {
    await using stage = await start({ people: true })
    const { sandbox } = stage
    sandbox.addAccount('whatsapp', 'bakery')
    const strangers = [sandbox.customer('whatsapp', 'mei'), sandbox.customer('whatsapp', 'ada', { account: 'bakery' })]

    await sandbox.script.start()
    await play(stage, 300)

    expect(strangers.map(({ thread }) => thread)).toEqual([[], []])
  })

  it('[X32] has a past and a manner for everybody', () => {
    const handles = people.map(({ handle }) => handle).toSorted()

    expect(Object.keys(backlog).toSorted()).toEqual(handles)
    expect(Object.keys(manners).toSorted()).toEqual(handles)
  })

  it('[X34] begins again after a reset', async () => {
    await using stage = await start({ people: true, concurrency: 1 })
    const { sandbox } = stage
    await sandbox.script.start()
    await play(stage, 30)
    const first = kindsOf(stage)

    sandbox.reset()
    await sandbox.script.start()
    await play(stage, 30)

    expect(kindsOf(stage)).toEqual(first)
  })
})
