import { createServer, type Server } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocketServer } from 'ws'
import { encodeFrame, opcodes, RawSocket, textFrame } from './raw-socket.ts'

let http: Server
let port: number
const heard: string[] = []

beforeAll(async () => {
  http = createServer()
  const sockets = new WebSocketServer({ server: http, path: '/socket' })
  sockets.on('connection', (socket) => {
    socket.send(JSON.stringify({ op: 'hello', filling: 'x'.repeat(70_000) }))
    socket.on('message', (data: Buffer) => heard.push(data.toString()))
    socket.on('error', () => {})
  })
  await new Promise<void>((listening) => http.listen(0, '127.0.0.1', listening))
  port = (http.address() as { port: number }).port
})
afterAll(() => http.close())

async function open(path = '/socket'): Promise<RawSocket> {
  const socket = new RawSocket(port)
  socket.upgrade(path)
  if (path === '/socket') expect(await socket.hears('hello', 5_000)).toBe(true)
  return socket
}

describe('the raw socket', () => {
  it('speaks like everybody else if it wants to', async () => {
    const socket = await open()
    const long = 'y'.repeat(300)
    for (const text of ['short', long]) socket.write(textFrame(text))
    socket.write(encodeFrame({ opcode: opcodes.ping, payload: Buffer.from('?') }))

    expect(await socket.ending(5_000)).toBe('pong')
    expect(heard).toEqual(['short', long])
    socket.destroy()
  })

  it('hears how it ended', async () => {
    const unmasked = await open()
    unmasked.write(encodeFrame({ opcode: opcodes.text, payload: Buffer.from('x'), masked: false }))
    expect(await unmasked.ending(5_000)).toEqual({ code: 1002 })

    const nowhere = await open('/elsewhere')
    expect(await nowhere.ending(5_000)).toEqual({ http: 400 })

    const patient = await open()
    expect(await patient.ending(20)).toBe('silence')
    for (const socket of [unmasked, nowhere, patient]) socket.destroy()
  })
})
