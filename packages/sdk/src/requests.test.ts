import { catalogue } from '@switchboard/protocol'
import { afterEach, describe, expect, it } from 'vitest'
import { createClient } from './client.ts'
import { ApiError, NetworkError } from './request-errors.ts'
import { createRequests } from './requests.ts'
import { ModelWorkspace } from './testing/model-workspace.ts'
import { TestClock } from './testing/test-clock.ts'
import { TestServer } from './testing/test-server.ts'
import { createTokens, type GetToken } from './tokens.ts'

const servers: TestServer[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close()
})

async function start() {
  const server = await TestServer.start(new ModelWorkspace())
  servers.push(server)
  const { requests } = createClient({ url: server.url })
  return { server, requests }
}

describe('a refusal', () => {
  it('[C30] says everything that the server said', async () => {
    const { server, requests } = await start()
    const body = { code: 'rate_limited', message: 'Too many.', details: { retry_after_ms: 1_500 }, request_id: 'r7' }
    server.mishap('/api/v1/stats', { status: 429, body })
    const error = await requests.stats().catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(ApiError)
    expect(error).toMatchObject({ status: 429, ...body, retry: true, retry_after_ms: 1_500 })
    expect((error as ApiError).is('rate_limited') && (error as ApiError).details).toEqual({ retry_after_ms: 1_500 })
  })

  it.each(Object.entries(catalogue))(
    '[C30] with code %s may be tried again where the catalogue says so',
    (code, { status, retry }) => {
      expect(new ApiError(status, { code }).retry).toBe(retry)
    },
  )

  it('[C30] by a proxy that knows nothing of us says at least when to come back', async () => {
    const { server, requests } = await start()
    server.mishap('/api/v1/stats', { status: 503, body: '<html>', headers: { 'retry-after': '3' } })
    await expect(requests.stats()).rejects.toMatchObject({ status: 503, retry: true, retry_after_ms: 3_000 })
  })

  it('[C30] with a date to come back at says how long that is', async () => {
    const { server, requests } = await start()
    const at = new Date(Date.now() + 60_000).toUTCString()
    server.mishap('/api/v1/stats', { status: 503, body: {}, headers: { 'retry-after': at } })
    const error = (await requests.stats().catch((thrown: unknown) => thrown)) as ApiError
    expect(error.retry_after_ms).toBeGreaterThan(50_000)
    expect(error.retry_after_ms).toBeLessThanOrEqual(60_000)
  })
})

describe('no answer', () => {
  it('[C31] is a network error where nobody listens', async () => {
    const { server } = await start()
    const { url } = server
    await server.close()
    servers.length = 0
    await expect(createRequests({ url, fetch }).setup.get()).rejects.toBeInstanceOf(NetworkError)
  })

  it('[C31] is a network error where the answer was cut off', async () => {
    const { server, requests } = await start()
    server.mishap('/api/v1/me', { status: 200, isCut: true })
    await expect(requests.me()).rejects.toBeInstanceOf(NetworkError)
  })

  it.each(['before', 'amid'] as const)(
    '[C31] is a network error where the connection falls silent %s the answer',
    async (falls_silent) => {
      const { server, requests } = await start()
      server.mishap('/api/v1/me', { status: 200, falls_silent })
      await expect(requests.me({ timeout_ms: 50 })).rejects.toBeInstanceOf(NetworkError)
    },
  )

  it('[C31] is awaited no longer by whoever aborts', async () => {
    const { requests } = await start()
    const abort = new AbortController()
    const asked = requests.snapshot({}, { signal: abort.signal })
    abort.abort(new Error('never mind'))
    await expect(asked).rejects.toThrow('never mind')
    await expect(requests.snapshot({}, { signal: AbortSignal.abort(new Error('too late')) })).rejects.toThrow(
      'too late',
    )
  })
})

describe('a token', () => {
  it('[C32] is asked for once, however many requests need one', async () => {
    const { server, requests } = await start()
    await Promise.all([requests.snapshot(), requests.snapshot(), requests.snapshot()])
    expect(server.count('POST /api/v1/token')).toBe(1)
    expect(server.requests.filter(({ bearer }) => bearer === 't1').length).toBe(3)
  })

  it('[C32] that the server does not take is renewed once', async () => {
    const { server, requests } = await start()
    await requests.snapshot()
    server.tokens = 5
    await requests.snapshot()
    expect(server.requests.map(({ bearer }) => bearer)).toEqual([null, 't1', 't1', null, 't6'])
  })

  it('[C32] that is refused again is given up', async () => {
    const { server, requests } = await start()
    const refusal = { status: 401, body: { code: 'unauthenticated' } }
    server.mishap('/api/v1/snapshot', refusal)
    server.mishap('/api/v1/snapshot', refusal)
    await expect(requests.snapshot()).rejects.toMatchObject({ status: 401 })
    expect(server.count('GET /api/v1/snapshot')).toBe(2)
  })

  it('[C32] comes for those who still wait when somebody has stopped waiting', async () => {
    const { promise, resolve } = Promise.withResolvers<Awaited<ReturnType<GetToken>>>()
    const tokens = createTokens(() => promise, new TestClock())
    const impatient = new AbortController()
    const first = tokens.get(impatient.signal)
    const second = tokens.get()
    impatient.abort(new Error('enough'))
    await expect(first).rejects.toThrow('enough')
    resolve({ access_token: 'a', expires_at: '2030-01-01T00:00:00.000Z' })
    expect(await second).toMatchObject({ access_token: 'a' })
  })

  it('[C32] that does not come in half a minute is asked for anew', async () => {
    const clock = new TestClock()
    let asked = 0
    const tokens = createTokens(() => {
      asked++
      return asked === 1
        ? new Promise(() => {})
        : Promise.resolve({ access_token: 'a', expires_at: '2030-01-01T00:00:00.000Z' })
    }, clock)
    const first = tokens.get()
    clock.advance(30_000)
    await expect(first).rejects.toBeInstanceOf(NetworkError)
    expect(await tokens.get()).toMatchObject({ access_token: 'a' })
    expect(clock.running).toBe(0)
  })

  it('[C33] that has just come is used by a client whose clock is years ahead', async () => {
    const clock = new TestClock()
    let asked = 0
    const tokens = createTokens(
      async () => ({ access_token: `t${++asked}`, expires_at: '2001-01-01T00:00:00.000Z' }),
      clock,
    )
    expect(await tokens.get()).toMatchObject({ access_token: 't1', renew_at: clock.now() + 30_000 })
    expect(await tokens.get()).toMatchObject({ access_token: 't1' })
    clock.advance(30_000)
    expect(await tokens.get()).toMatchObject({ access_token: 't2' })
  })

  it('[C32] that was renewed meanwhile is not forgotten for an older one', async () => {
    let asked = 0
    const tokens = createTokens(
      async () => ({ access_token: `t${++asked}`, expires_at: '2030-01-01T00:00:00.000Z' }),
      new TestClock(),
    )
    await tokens.get()
    tokens.forget('t1')
    await tokens.get()
    tokens.forget('t1')
    expect(await tokens.get()).toMatchObject({ access_token: 't2' })
  })
})

describe('pages', () => {
  it('[C34] follow one another to the end, each asked for when it is wanted', async () => {
    const asked: string[] = []
    const answers = [
      { items: [{ id: 1 }], next_cursor: 'a&b' },
      { items: [{ id: 2 }], next_cursor: null },
    ]
    const requests = createRequests({
      url: 'http://inbox.example.com/under/',
      tokens: createTokens(
        async () => ({ access_token: 'a', expires_at: '2030-01-01T00:00:00.000Z' }),
        new TestClock(),
      ),
      fetch: async (url) => {
        asked.push(url as string)
        return Response.json(answers[asked.length - 1])
      },
    })
    const pages = requests.messages.list.pages({ conversation_id: 'c/1', is_read: false, limit: 1 })
    expect((await pages.next()).value).toEqual(answers[0])
    expect(asked.length).toBe(1)
    expect(await pages.next()).toEqual({ done: false, value: answers[1] })
    expect((await pages.next()).done).toBe(true)
    expect(asked).toEqual([
      'http://inbox.example.com/under/api/v1/messages?conversation_id=c%2F1&is_read=false&limit=1',
      'http://inbox.example.com/under/api/v1/messages?conversation_id=c%2F1&is_read=false&limit=1&cursor=a%26b',
    ])
  })

  it('names things by ids that may hold anything', async () => {
    const { server, requests } = await start()
    await expect(requests.messages.get('../admin?x=1')).rejects.toMatchObject({ code: 'not_found' })
    expect(server.requests.at(-1)?.line).toBe('GET /api/v1/messages/..%2Fadmin%3Fx%3D1')
  })
})
