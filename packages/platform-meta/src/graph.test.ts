import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { PlatformError, PlatformIo } from '@switchboard/platform-kit'
import { describe, expect, it } from 'vitest'
import { readGraph } from './graph.ts'

const token = 'EAAcanary'

/** Something that answers in place of the Graph API, and what it was asked. */
async function graphThat(answer: RequestListener) {
  const asked: IncomingMessage[] = []
  const server = createServer((request, response) => {
    asked.push(request)
    answer(request, response)
  })
  const listening = Promise.withResolvers<void>()
  server.listen(0, '127.0.0.1', listening.resolve)
  await listening.promise
  const leaving = new AbortController()
  const io: PlatformIo = {
    fetch,
    signal: leaving.signal,
    graphUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  }
  return {
    io,
    asked,
    leave: () => leaving.abort(new Error('we are leaving')),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
    },
  }
}

function says(status: number, body: unknown, headers: Record<string, string> = {}): RequestListener {
  return (_, response) => {
    response.writeHead(status, headers)
    response.end(typeof body === 'string' ? body : JSON.stringify(body))
  }
}

const read = (io: PlatformIo, options?: { timeoutMs: number }) => readGraph(io, token, '42', ['name'], options)

async function failureOf(promise: Promise<unknown>): Promise<PlatformError> {
  const outcome = await promise.then(
    () => null,
    (error: unknown) => error,
  )
  expect(outcome).toBeInstanceOf(Error)
  return outcome as PlatformError
}

describe('reading from the Graph API', () => {
  it('[F12] names the version in the path, and the token in a header only', async () => {
    await using graph = await graphThat(says(200, { id: '42', name: 'Ada' }))

    expect(await read(graph.io)).toEqual({ id: '42', name: 'Ada' })
    expect(graph.asked[0]).toMatchObject({
      method: 'GET',
      url: '/v25.0/42?fields=name',
      headers: { authorization: `Bearer ${token}` },
    })
  })

  it('[F12] lets an id be nothing but an id', async () => {
    await using graph = await graphThat(says(200, {}))
    await readGraph(graph.io, token, '../me?access_token=x#', ['name'])
    expect(graph.asked[0]!.url).toBe('/v25.0/..%2Fme%3Faccess_token%3Dx%23?fields=name')
  })

  it('[F12] sends no token that no header can carry, and does not repeat it', async () => {
    await using graph = await graphThat(says(200, {}))
    for (const odd of ['', 'two words', 'line\nbreak', 'tokén']) {
      const failure = await failureOf(readGraph(graph.io, odd, '42', ['name']))
      expect(failure).toMatchObject({ kind: 'credentials_rejected', message: 'the token is malformed' })
    }
    expect(graph.asked).toEqual([])
  })
})

describe('a refusal of the Graph API', () => {
  const refusal = (code: unknown, subcode?: number, more = {}) => ({
    error: { message: `about ${token}`, type: 'OAuthException', code, error_subcode: subcode, ...more },
  })

  it.each([
    ['throttled', 4],
    ['throttled', 17],
    ['throttled', 32],
    ['throttled', 341],
    ['throttled', 613, 2018338],
    ['throttled', 80001],
    ['throttled', 80002],
    ['throttled', 80006],
    ['throttled', 80008],
    ['throttled', 10, 1893063],
    ['credentials_rejected', 190],
    ['credentials_rejected', 190, 463],
    ['credentials_rejected', '190', 460],
    ['credentials_rejected', 102],
    ['credentials_rejected', 104],
    ['credentials_rejected', 10],
    ['credentials_rejected', 200],
    ['credentials_rejected', 299],
    ['credentials_rejected', 100, 2534013],
    ['unavailable', 1],
    ['unavailable', 2],
    ['rejected', 230],
    ['rejected', 10, 2018278],
    ['rejected', 200, 1545041],
    ['rejected', 100],
    ['rejected', 100, 33],
    ['rejected', 300],
    ['rejected', 9010],
    ['rejected', 2500],
  ] as const)('[F13] is %s by its code alone: %s %s', async (kind, code, subcode?: number) => {
    await using graph = await graphThat(says(400, refusal(code, subcode, { fbtrace_id: 'Trace1' })))
    const failure = await failureOf(read(graph.io))
    expect(failure).toMatchObject({ kind, code: [code, subcode].filter(Boolean).join('/'), trace: 'Trace1' })
    expect(`${failure.stack}`).not.toContain(token)
  })

  it('[F13] counts whatever status it comes with', async () => {
    await using graph = await graphThat(says(200, refusal(190)))
    expect(await failureOf(read(graph.io))).toMatchObject({ kind: 'credentials_rejected' })
  })

  it('[F13] of an unknown code is worth another try only where the platform says so', async () => {
    await using lasting = await graphThat(says(400, refusal(77_777)))
    await using passing = await graphThat(says(400, refusal(77_777, undefined, { is_transient: true })))
    await using broken = await graphThat(says(503, refusal(77_777)))
    await using tooMany = await graphThat(says(429, refusal(77_777)))

    const kinds = await Promise.all([lasting, passing, broken, tooMany].map(({ io }) => failureOf(read(io))))
    expect(kinds.map(({ kind }) => kind)).toEqual(['rejected', 'unavailable', 'unavailable', 'throttled'])
  })

  it('[F13] for lack of patience says how long to wait, where the platform does', async () => {
    const usage = { '108': [{ type: 'messenger', call_count: 101, estimated_time_to_regain_access: 12 }], '109': [{}] }
    await using counted = await graphThat(
      says(400, refusal(80006), { 'x-business-use-case-usage': JSON.stringify(usage), 'retry-after': '30' }),
    )
    await using bare = await graphThat(says(429, 'slow down', { 'retry-after': '30' }))
    await using silent = await graphThat(says(400, refusal(4), { 'x-business-use-case-usage': '{"108":7,' }))
    await using absurd = await graphThat(says(429, '', { 'retry-after': '99999999999' }))

    const waits = await Promise.all([counted, bare, silent, absurd].map(({ io }) => failureOf(read(io))))
    expect(waits.map(({ kind, retryAfterMs }) => [kind, retryAfterMs])).toEqual([
      ['throttled', 12 * 60_000],
      ['throttled', 30_000],
      ['throttled', null],
      ['throttled', null],
    ])
  })
})

describe('no answer of the Graph API', () => {
  const unavailable = { kind: 'unavailable', code: null }

  it.each([
    ['a page', 200, '<html>Sorry, something went wrong.</html>'],
    ['nothing', 200, ''],
    ['half an answer', 200, '{"name":"Ad'],
    ['a list', 200, [1, 2]],
    ['another status', 202, { name: 'Ada' }],
    ['a server error', 500, { name: 'Ada' }],
    ['a bad gateway', 502, 'bad gateway'],
    ['an error without a code', 400, { error: { message: 'odd' } }],
    ['an error that is none', 200, { error: 'odd' }],
    ['an error with a code that is none', 400, { error: { code: {} } }],
  ])('[F14] is %s', async (_, status, body) => {
    await using graph = await graphThat(says(status, body))
    expect(await failureOf(read(graph.io))).toMatchObject(unavailable)
  })

  it('[F14] is one that is too long, however long it would go on', async () => {
    const hungUp = Promise.withResolvers<void>()
    await using graph = await graphThat((_, response) => {
      response.writeHead(200)
      const timer = setInterval(() => response.write('x'.repeat(64 * 1024)), 1)
      response.on('close', () => {
        clearInterval(timer)
        hungUp.resolve()
      })
    })
    expect(await failureOf(read(graph.io))).toMatchObject(unavailable)
    await hungUp.promise
  })

  it('[F14] is one that is late, before its head and before its end', async () => {
    await using mute = await graphThat(() => {})
    await using stuck = await graphThat((_, response) => void response.writeHead(200).write('{"name":'))
    for (const { io } of [mute, stuck]) {
      const failure = await failureOf(read(io, { timeoutMs: 50 }))
      expect(failure).toMatchObject({ ...unavailable, message: 'the Graph API could not be read: TimeoutError' })
    }
  })

  it('[F12] [F14] is one from another address: the token is for one host', async () => {
    await using elsewhere = await graphThat(says(200, { name: 'Mallory' }))
    await using graph = await graphThat(says(302, '', { location: `${elsewhere.io.graphUrl}/v25.0/42` }))
    expect(await failureOf(read(graph.io))).toMatchObject(unavailable)
    expect(elsewhere.asked).toEqual([])
  })

  it('[F14] is a closed door, and a connection that breaks', async () => {
    const closed = await graphThat(says(200, {}))
    await closed[Symbol.asyncDispose]()
    await using breaking = await graphThat((_: IncomingMessage, response: ServerResponse) => response.destroy())
    for (const { io } of [closed, breaking]) expect(await failureOf(read(io))).toMatchObject(unavailable)
  })

  it('[F14] is waited for by somebody who leaves: that is no failure of the platform', async () => {
    const called = Promise.withResolvers<void>()
    await using graph = await graphThat(() => called.resolve())
    const failure = failureOf(read(graph.io))
    await called.promise
    graph.leave()
    expect(await failure).toMatchObject({ message: 'we are leaving' })
  })
})
