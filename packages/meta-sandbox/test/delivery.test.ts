import type { ServerResponse } from 'node:http'
import { describe, expect, it } from 'vitest'
import { NotDelivered, startSandbox } from '../src/index.ts'
import { start, startedAt } from './start.ts'
import { secrets } from './webhook-receiver.ts'

describe('a webhook that is not answered with 200', () => {
  it('[X13] comes again after twice the time each time, with the same bytes', async () => {
    await using stage = await start({ retry: { firstMs: 1_000, factor: 2, maxMs: 3_000 } })
    const { sandbox, receiver } = stage
    receiver.behaviour = () => 503

    const said = sandbox.customer('messenger', 'ada').say('hi')
    await receiver.has(1)
    await sandbox.quiet()
    const arrivals = [receiver.received.length]
    for (const wait of [999, 1, 1_999, 1, 2_999, 1, 3_000]) {
      await sandbox.advance(wait)
      arrivals.push(receiver.received.length)
    }
    receiver.behaviour = () => 200
    await sandbox.advance(3_000)
    await said

    expect(arrivals).toEqual([1, 1, 2, 2, 3, 3, 4, 5])
    expect(new Set(receiver.received.map(({ bytes }) => bytes.toString())).size).toBe(1)
  })

  it('[X13] is one with any other status, a redirect, a broken connection, or no answer in time', async () => {
    await using stage = await start({ retry: { timeoutMs: 2_000 } })
    const { sandbox, receiver } = stage
    const behaviours = [201, 204, 302, 404, 500, 'broken', 'silent', 200] as const
    receiver.behaviour = (_received, response) => {
      const behaviour = behaviours[receiver.received.length - 1]
      if (typeof behaviour === 'number') return behaviour
      if (behaviour === 'broken') response.destroy()
      return undefined
    }

    const said = sandbox.customer('messenger', 'ada').say('hi')
    await sandbox.quiet()
    for (let attempt = 1; attempt < behaviours.length; attempt++) await sandbox.advance(60_000)
    await said

    const [delivery] = sandbox.deliveries()
    expect(delivery).toMatchObject({ state: 'acknowledged' })
    expect(delivery!.attempts.map(({ status, error }) => error ?? status)).toEqual([
      201,
      204,
      302,
      404,
      500,
      'ECONNRESET',
      'timeout',
      200,
    ])
  })

  it('[X13] [X14] is given up in the end, and whoever waited hears of it', async () => {
    await using stage = await start({ retry: { firstMs: 1_000, factor: 2, maxMs: 60_000, giveUpMs: 10_000 } })
    const { sandbox, receiver } = stage
    receiver.behaviour = () => 500

    const outcome = sandbox
      .customer('messenger', 'ada')
      .say('hi')
      .catch((error: unknown) => error)
    await sandbox.quiet()
    for (let second = 0; second < 12; second++) await sandbox.advance(1_000)

    const error = await outcome
    expect(error).toBeInstanceOf(NotDelivered)
    expect((error as NotDelivered).record).toMatchObject({ state: 'failed', platform: 'messenger' })
    expect(receiver.received).toHaveLength(4)
    expect(sandbox.pending).toBe(0)
  })

  it('[X13] comes again by itself when time is real', async () => {
    await using stage = await start({ timers: 'real', now: Date.now, retry: { firstMs: 5 } })
    const { sandbox, receiver } = stage
    receiver.behaviour = () => (receiver.received.length < 3 ? 500 : 200)

    await sandbox.customer('messenger', 'ada').say('hi')

    expect(receiver.received).toHaveLength(3)
  })
})

describe('saying something', () => {
  it('[X14] takes until it is acknowledged, or no time at all for those who do not wait', async () => {
    await using stage = await start()
    const { sandbox, receiver } = stage
    const ada = sandbox.customer('messenger', 'ada')
    receiver.behaviour = () => 503

    const id = await ada.say('nobody waits', { wait: false })
    let isAcknowledged = false
    const said = ada.say('somebody waits').then(() => {
      isAcknowledged = true
    })
    await sandbox.quiet()
    const before = isAcknowledged
    receiver.behaviour = () => 200
    await sandbox.advance(60_000)
    await said

    expect(before).toBe(false)
    expect(isAcknowledged).toBe(true)
    expect(receiver.messaging.at(-2)!.message).toEqual({ mid: id, text: 'nobody waits' })
  })

  it('[X14] fails for whoever waits when the sandbox closes', async () => {
    await using stage = await start()
    stage.receiver.behaviour = () => undefined

    const outcome = stage.sandbox
      .customer('messenger', 'ada')
      .say('hi')
      .catch((error: unknown) => error)
    await stage.receiver.has(1)
    await stage.sandbox.close()

    expect(await outcome).toBeInstanceOf(NotDelivered)
    await expect(stage.sandbox.customer('messenger', 'ada').say('late')).rejects.toThrow(NotDelivered)
  })

  it('may have happened at another time than now', async () => {
    await using stage = await start()

    await stage.sandbox.customer('messenger', 'ada').say('old', { at: startedAt - 90_000 })

    expect(stage.receiver.messaging[0]!.timestamp).toBe(startedAt - 90_000)
  })
})

describe('the order of deliveries', () => {
  it('[X15] is kept for a customer through failures, while others go ahead', async () => {
    await using stage = await start()
    const { sandbox, receiver } = stage
    const ada = sandbox.customer('messenger', 'ada')
    const bo = sandbox.customer('messenger', 'bo')
    receiver.behaviour = ({ payload }) =>
      payload.entry[0]!.messaging[0]!.message.text === 'ada 1' &&
      receiver.texts.filter((text) => text === 'ada 1').length < 3
        ? 500
        : 200

    for (const n of [1, 2, 3]) await ada.say(`ada ${n}`, { wait: false })
    await bo.say('bo 1')
    await sandbox.quiet()
    const before = [...receiver.texts]
    await sandbox.advance(60_000)
    await sandbox.advance(60_000)
    await sandbox.drained()

    expect(before.toSorted()).toEqual(['ada 1', 'bo 1'])
    expect(receiver.texts.filter((text) => text.startsWith('ada'))).toEqual([
      'ada 1',
      'ada 1',
      'ada 1',
      'ada 2',
      'ada 3',
    ])
  })

  it('[X15] has no more requests under way at once than allowed, over connections that stay open', async () => {
    await using stage = await start({ concurrency: 3 })
    const { sandbox, receiver } = stage
    const held: ServerResponse[] = []
    const ports = new Set<number>()
    let most = 0
    const answerAll = () => {
      for (const response of held.splice(0)) response.writeHead(200).end()
    }
    // Answers nobody before three are waiting, and leaves a fourth the time to come.
    receiver.behaviour = (_received, response) => {
      held.push(response)
      most = Math.max(most, held.length)
      ports.add(response.socket?.remotePort ?? 0)
      if (held.length === 3) setImmediate(answerAll)
      return undefined
    }
    for (const handle of ['a', 'b', 'c', 'd', 'e', 'f']) sandbox.customer('whatsapp', handle)

    await sandbox.burst({ count: 60 }).acknowledged

    expect(receiver.received).toHaveLength(60)
    expect(most).toBe(3)
    expect(ports.size).toBe(3)
  })
})

describe('the delivery log', () => {
  it('[X16] tells of every attempt, and replays the same bytes', async () => {
    await using stage = await start()
    const { sandbox, receiver } = stage
    receiver.behaviour = () => (receiver.received.length === 1 ? 500 : 200)

    const said = sandbox.customer('messenger', 'ada').say('a secret')
    await sandbox.quiet()
    await sandbox.advance(500)
    const mid = await said
    const [delivery] = sandbox.deliveries()
    const again = sandbox.replay(delivery!.id)
    await again!.ended

    expect(delivery).toEqual({
      id: 'd-1',
      platform: 'messenger',
      state: 'acknowledged',
      kinds: ['text'],
      message_ids: [mid],
      duplicate_of: null,
      replay_of: null,
      body_bytes: receiver.received[0]!.bytes.length,
      created_at: new Date(startedAt).toISOString(),
      attempts: [
        { at: new Date(startedAt).toISOString(), status: 500, error: null, latency_ms: expect.any(Number) },
        { at: new Date(startedAt + 500).toISOString(), status: 200, error: null, latency_ms: expect.any(Number) },
      ],
    })
    expect(again!.record).toMatchObject({ id: 'd-2', replay_of: 'd-1', state: 'acknowledged' })
    expect(receiver.received[2]!.bytes.equals(receiver.received[0]!.bytes)).toBe(true)
    expect(JSON.stringify(sandbox.deliveries())).not.toContain('a secret')
    expect(sandbox.replay('d-99')).toBeUndefined()
  })

  it('[X16] remembers the newest thousand', async () => {
    await using stage = await start()
    const { sandbox } = stage
    sandbox.customer('messenger', 'ada')

    await sandbox.burst({ count: 1_001 }).acknowledged

    expect(sandbox.deliveries()).toHaveLength(1_000)
    expect(sandbox.findDelivery('d-1')).toBeUndefined()
    expect(sandbox.replay('d-1')).toBeUndefined()
    expect(sandbox.deliveries({ limit: 1 })[0]!.id).toBe('d-1001')
  })

  it('reports trouble to the log of whoever started it, without any text', async () => {
    const lines: unknown[] = []
    await using stage = await start({ log: (line) => lines.push(line), retry: { giveUpMs: 0 } })
    stage.receiver.behaviour = () => 500

    await expect(stage.sandbox.customer('messenger', 'ada').say('a secret')).rejects.toThrow(NotDelivered)

    expect(lines).toEqual([
      { event: 'delivery_failed', delivery: 'd-1', platform: 'messenger', attempts: 1, status: 500, error: null },
    ])
  })
})

describe('what nobody has subscribed to', () => {
  it('[X17] is not sent', async () => {
    await using stage = await start({ webhook: {} })
    const { sandbox, receiver } = stage
    const ada = sandbox.customer('whatsapp', 'ada')

    await expect(ada.say('hi')).rejects.toThrow(NotDelivered)
    const id = await ada.say('hi again', { wait: false })

    expect(id).toMatch(/^wamid\./)
    expect(receiver.received).toEqual([])
    expect(sandbox.deliveries().map(({ state }) => state)).toEqual(['unsubscribed', 'unsubscribed'])
  })

  it('[X17] is sent once webhooks are set', async () => {
    await using stage = await start({ webhook: {} })
    const { sandbox, receiver } = stage
    const ada = sandbox.customer('whatsapp', 'ada')
    await ada.say('into the void', { wait: false })

    sandbox.setWebhooks(receiver.webhooks)
    await ada.say('hello')

    expect(receiver.texts).toEqual(['hello'])
  })
})

describe('ids', () => {
  it('[X11] of accounts and people are the same after a restart; [X12] those of messages are not', async () => {
    const runs = []
    for (let run = 0; run < 2; run++) {
      await using stage = await start({ epoch: undefined, people: true })
      const { sandbox } = stage
      const cast = sandbox.customers.map(({ handle, scopedId, phone, userId }) => ({ handle, scopedId, phone, userId }))
      const accounts = sandbox.accounts.map(({ externalId, accessToken, wabaId }) => ({
        externalId,
        accessToken,
        wabaId,
      }))
      runs.push({ cast, accounts, message: await sandbox.customer('whatsapp', 'ada').say('hi') })
    }

    expect(runs[0]!.cast).toEqual(runs[1]!.cast)
    expect(runs[0]!.accounts).toEqual(runs[1]!.accounts)
    expect(runs[0]!.message).not.toBe(runs[1]!.message)
  })

  it('[X11] of different seeds have nothing in common', async () => {
    await using one = await start({ seed: 'one' })
    await using two = await start({ seed: 'two' })

    const idsOf = ({ sandbox }: typeof one) =>
      sandbox.accounts.flatMap(({ externalId, accessToken }) => [externalId, accessToken])
    expect(idsOf(one).filter((id) => idsOf(two).includes(id))).toEqual([])
  })

  it('[X11] of a second account are its own, and so is everybody who writes to it', async () => {
    await using stage = await start()
    const { sandbox, receiver } = stage
    const bakery = sandbox.addAccount('messenger', 'bakery', 'Sandbox Bakery')

    await sandbox.customer('messenger', 'ada').say('to the shop')
    await sandbox.customer('messenger', 'ada', { account: 'bakery' }).say('to the bakery')

    const [toShop, toBakery] = receiver.messaging
    expect(toBakery!.recipient.id).toBe(bakery.externalId)
    expect(toBakery!.recipient.id).not.toBe(toShop!.recipient.id)
    expect(toBakery!.sender.id).not.toBe(toShop!.sender.id)
  })

  it('[X12] never repeat, not even after a reset', async () => {
    await using stage = await start()
    const { sandbox } = stage

    const before = await sandbox.customer('instagram', 'ada').say('hi')
    sandbox.reset()
    const after = await sandbox.customer('instagram', 'ada').say('hi')

    expect(after).not.toBe(before)
  })
})

describe('starting', () => {
  it('[X29] is refused on an address that others could reach, and on a port that is taken', async () => {
    await using stage = await start()
    const port = Number(new URL(stage.sandbox.url).port)

    await expect(startSandbox({ ...secrets, host: '0.0.0.0' })).rejects.toThrow(/loopback/)
    await expect(startSandbox({ ...secrets, port })).rejects.toThrow(/EADDRINUSE/)
  })
})
