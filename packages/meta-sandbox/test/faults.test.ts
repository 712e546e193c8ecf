import { describe, expect, it } from 'vitest'
import type { Sandbox } from '../src/index.ts'
import { type Stage, start } from './start.ts'

const crowd = ['ada', 'bo', 'cy', 'di', 'ed', 'flo', 'gus', 'hal']

/** Everybody says that many things, one after the other, and everything has ended. */
async function chat({ sandbox }: Stage, each: number): Promise<string[]> {
  const said = Array.from({ length: each }, (_, n) => crowd.map((handle) => ({ handle, n })))
  const ids = await Promise.all(
    said.flat().map(({ handle, n }) => sandbox.customer('messenger', handle).say(`${handle} ${n}`, { wait: false })),
  )
  await runOut(sandbox)
  return ids
}

/** Moves time until nothing waits for it any more. */
async function runOut(sandbox: Sandbox): Promise<void> {
  await sandbox.quiet()
  for (let step = 0; step < 100 && sandbox.pending > 0; step++) await sandbox.advance(1_000)
}

describe('faults', () => {
  it('[X18] do not happen unless asked for', async () => {
    await using stage = await start()

    await chat(stage, 5)

    expect(stage.receiver.received).toHaveLength(40)
    expect(stage.sandbox.deliveries().every(({ attempts }) => attempts.length === 1)).toBe(true)
  })

  it('[X19] duplicates: bring some deliveries twice, with the same bytes, and lose none', async () => {
    await using stage = await start()
    const { sandbox, receiver } = stage
    sandbox.setFaults({ duplicates: 0.25 })

    const ids = await chat(stage, 25)

    const seen = receiver.messaging.map(({ message }) => message.mid)
    const extra = seen.length - ids.length
    expect(new Set(seen)).toEqual(new Set(ids))
    expect(extra).toBeGreaterThan(20)
    expect(extra).toBeLessThan(80)
    expect(new Set(receiver.received.map(({ bytes }) => bytes.toString())).size).toBe(ids.length)
    const again = sandbox.deliveries().filter(({ duplicate_of }) => duplicate_of !== null)
    expect(again).toHaveLength(extra)
  })

  it('[X19] duplicates: come side by side with the first, or a second after it was acknowledged', async () => {
    await using stage = await start()
    const { sandbox, receiver } = stage
    sandbox.setFaults({ duplicates: 1 })

    await Promise.all(crowd.map((handle) => sandbox.customer('messenger', handle).say('hi')))
    await sandbox.quiet()
    const sideBySide = receiver.received.length - crowd.length
    await sandbox.advance(999)
    const beforeASecond = receiver.received.length - crowd.length
    await sandbox.advance(1)

    expect(sideBySide).toBeGreaterThan(0)
    expect(beforeASecond).toBe(sideBySide)
    expect(sideBySide).toBeLessThan(crowd.length)
    expect(receiver.received).toHaveLength(2 * crowd.length)
    expect(sandbox.pending).toBe(0)
  })

  it('[X20] reorder: shuffles within a window, and loses and doubles none', async () => {
    await using stage = await start()
    const { sandbox, receiver } = stage
    sandbox.setFaults({ reorder: 10 })

    const ids = await chat(stage, 5)

    const seen = receiver.messaging.map(({ message }) => message.mid)
    expect(seen.toSorted()).toEqual(ids.toSorted())
    const ada = receiver.texts.filter((text) => text.startsWith('ada'))
    expect(ada).toHaveLength(5)
    expect(receiver.texts).not.toEqual(ids.map((_, n) => `${crowd[n % 8]} ${Math.floor(n / 8)}`))
  })

  it('[X20] reorder: lets the last few go when nothing more comes', async () => {
    await using stage = await start()
    const { sandbox, receiver } = stage
    sandbox.setFaults({ reorder: 10 })

    const said = sandbox.customer('messenger', 'ada').say('alone')
    const before = receiver.received.length
    await sandbox.advance(150)
    await said

    expect(before).toBe(0)
    expect(receiver.texts).toEqual(['alone'])
  })

  it('[X21] batch: puts several updates into one request, of several customers and accounts', async () => {
    await using stage = await start()
    const { sandbox, receiver } = stage
    sandbox.addAccount('messenger', 'bakery')
    sandbox.setFaults({ batch: 4 })

    const toShop = ['ada', 'bo'].map((handle) => sandbox.customer('messenger', handle))
    const toBakery = ['cy', 'di'].map((handle) => sandbox.customer('messenger', handle, { account: 'bakery' }))
    await Promise.all([...toShop, ...toBakery].map((customer) => customer.say('hi')))

    expect(receiver.received).toHaveLength(1)
    const { entry } = receiver.received[0]!.payload
    expect(entry).toHaveLength(4)
    expect(new Set(entry.map(({ id }: { id: string }) => id)).size).toBe(2)
    expect(sandbox.deliveries()[0]).toMatchObject({ kinds: ['text', 'text', 'text', 'text'] })
  })

  it('[X21] batch: gathers the messages and statuses of a WhatsApp number in one change', async () => {
    await using stage = await start()
    const { sandbox, receiver } = stage
    const ada = sandbox.customer('whatsapp', 'ada')
    const bo = sandbox.customer('whatsapp', 'bo')
    sandbox.setFaults({ batch: 5 })

    await Promise.all([
      ada.say('one'),
      ada.say('two'),
      bo.say('three'),
      sandbox.account('whatsapp').status(bo, 'wamid.OUT', 'read'),
      sandbox.account('whatsapp').echo(bo, 'four'),
    ])

    const [body] = receiver.received.map(({ payload }) => payload)
    expect(body!.entry).toHaveLength(1)
    expect(body!.entry[0]!.changes.map(({ field }: { field: string }) => field)).toEqual([
      'messages',
      'smb_message_echoes',
    ])
    const { value } = body!.entry[0]!.changes[0]!
    expect(value.messages.map((item: { text: { body: string } }) => item.text.body)).toEqual(['one', 'two', 'three'])
    expect(value.statuses).toHaveLength(1)
    expect(value.contacts.map((contact: { wa_id: string }) => contact.wa_id)).toEqual([ada.phone, bo.phone])
  })

  it('delay_ms: holds everything back that long', async () => {
    await using stage = await start()
    const { sandbox, receiver } = stage
    sandbox.setFaults({ delayMs: 5_000 })

    const said = sandbox.customer('messenger', 'ada').say('late')
    await sandbox.advance(4_999)
    const before = receiver.received.length
    await sandbox.advance(1)
    await said

    expect(before).toBe(0)
    expect(receiver.received).toHaveLength(1)
  })

  it('[X22] drop: the first attempt never arrives, a later one does', async () => {
    await using stage = await start()
    const { sandbox, receiver } = stage
    sandbox.setFaults({ drop: 1 })

    const said = sandbox.customer('messenger', 'ada').say('hi')
    await sandbox.quiet()
    const before = receiver.received.length
    await sandbox.advance(500)
    await said

    expect(before).toBe(0)
    expect(receiver.received).toHaveLength(1)
    expect(sandbox.deliveries()[0]!.attempts.map(({ error, status }) => error ?? status)).toEqual(['dropped', 200])
  })

  it('[X22] lose_answer: the receiver has acknowledged, and gets it once more', async () => {
    await using stage = await start()
    const { sandbox, receiver } = stage
    sandbox.setFaults({ loseAnswer: 1 })

    const said = sandbox.customer('messenger', 'ada').say('hi')
    await sandbox.quiet()
    await sandbox.advance(500)
    await said

    expect(receiver.texts).toEqual(['hi', 'hi'])
    expect(sandbox.deliveries()[0]!.attempts.map(({ error }) => error)).toEqual(['answer_lost', null])
  })

  it('stray_edits: an Instagram message is followed by an edit of nothing, from nobody', async () => {
    await using stage = await start()
    const { sandbox, receiver } = stage
    sandbox.setFaults({ strayEdits: 1 })

    const mid = await sandbox.customer('instagram', 'ada').say('hi')
    await sandbox.drained()

    expect(receiver.messaging[1]).toEqual({ timestamp: expect.any(Number), message_edit: { mid, num_edit: 0 } })
  })

  it('[X23] repeat with the seed', async () => {
    const runs: string[][] = []
    for (const seed of ['same', 'same', 'other']) {
      await using stage = await start({ seed, concurrency: 1 })
      stage.sandbox.setFaults({ duplicates: 0.3, reorder: 4, drop: 0.2, loseAnswer: 0.2 })
      await chat(stage, 4)
      runs.push([...stage.receiver.texts])
    }

    expect(runs[0]).toEqual(runs[1])
    expect(runs[0]).not.toEqual(runs[2])
  })

  it('are refused when they make no sense', async () => {
    await using stage = await start()

    expect(() => stage.sandbox.setFaults({ duplicates: 5 })).toThrow(/"duplicates" is a number from 0 to 1/)
    expect(() => stage.sandbox.setFaults({ batch: -1 })).toThrow(RangeError)
    expect(stage.sandbox.faults.duplicates).toBe(0)
  })
})

describe('any payload', () => {
  it('can be delivered, signed as the platform would', async () => {
    await using stage = await start()
    const { sandbox, receiver } = stage

    await sandbox.deliver('messenger', { object: 'page', entry: [{ id: '1', standby: [{ odd: 'ä' }] }] })

    expect(receiver.received[0]!.bytes.toString()).toContain('\\u00e4')
    expect(receiver.received[0]!.payload.entry[0]!.standby).toEqual([{ odd: 'ä' }])
  })

  it('can be bytes, which are signed as they are', async () => {
    await using stage = await start()

    await stage.sandbox.deliver('whatsapp', Buffer.from('{ "object" : "ä/" }'))

    expect(stage.receiver.received[0]!.bytes.toString()).toBe('{ "object" : "ä/" }')
  })
})
