import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { textFrame, writeTextFrame } from './websocket-frame.ts'

interface Pair {
  /** Our end, as the gateway writes to it. */
  socket: Duplex
  client: WebSocket
  received: string[]
}

async function connectPairs(count: number): Promise<Pair[]> {
  const http = createServer()
  const server = new WebSocketServer({ noServer: true })
  await once(http.listen(0, '127.0.0.1'), 'listening')
  const { port } = http.address() as AddressInfo
  const pairs: Pair[] = []
  for (let i = 0; i < count; i++) {
    const upgraded = once(http, 'upgrade') as Promise<[Parameters<typeof server.handleUpgrade>[0], Duplex, Buffer]>
    const client = new WebSocket(`ws://127.0.0.1:${port}`, { perMessageDeflate: false })
    const received: string[] = []
    client.on('message', (data: Buffer) => received.push(data.toString()))
    const [request, socket, head] = await upgraded
    server.handleUpgrade(request, socket, head, () => {})
    await once(client, 'open')
    pairs.push({ socket, client, received })
  }
  onTestFinished(() => {
    for (const { client } of pairs) client.terminate()
    http.close()
  })
  return pairs
}

const bodyOf = (length: number) => Buffer.from(`"text":"${'ä'.repeat((length - 10) / 2)}"}`)

describe('frames written to raw sockets', () => {
  it.each([20, 100, 1_000, 20_000, 70_000])('arrive as they are with a body of %i bytes', async (length) => {
    const [pair] = await connectPairs(1)
    const body = bodyOf(length)
    for (const n of [1, 22, 333]) writeTextFrame(pair!.socket, `{"n":${n},`, body)
    pair!.socket.write(textFrame('{"op":"hello"}'))
    await vi.waitFor(() => expect(pair!.received).toHaveLength(4))
    const { text } = JSON.parse(`{${body.toString()}`)
    expect(pair!.received.map((frame) => JSON.parse(frame))).toEqual([
      ...[1, 22, 333].map((n) => ({ n, text })),
      { op: 'hello' },
    ])
  })

  // The body is shared: a frame that still waits in one socket must not get the head of another.
  it('stay as they were sent while they wait in a slow socket', async () => {
    const [slow, quick] = (await connectPairs(2)) as [Pair, Pair]
    slow.client.pause()
    const body = bodyOf(2_000)
    let sent = 0
    for (let queued = 0; queued < 50; ) {
      writeTextFrame(slow.socket, `{"who":"slow","n":${++sent},`, body)
      writeTextFrame(quick.socket, `{"who":"quick","n":${sent},`, body)
      if (slow.socket.writableLength > 0) queued++
      if (sent % 100 === 0) await vi.waitFor(() => expect(quick.received).toHaveLength(sent))
    }
    slow.client.resume()
    await vi.waitFor(() => expect([slow.received.length, quick.received.length]).toEqual([sent, sent]))
    const { text } = JSON.parse(`{${body.toString()}`)
    const expected = (who: string) => Array.from({ length: sent }, (_, i) => ({ who, n: i + 1, text }))
    expect(slow.received.map((frame) => JSON.parse(frame))).toEqual(expected('slow'))
    expect(quick.received.map((frame) => JSON.parse(frame))).toEqual(expected('quick'))
  })
})
