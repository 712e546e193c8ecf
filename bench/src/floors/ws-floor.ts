import { createServer } from 'node:http'
import { type WebSocket, WebSocketServer } from 'ws'
import { servePart } from '../parts/serve-part.ts'

/** The least that fan-out can cost with this library: no log, no members, no cursors; a loop that sends the same bytes. */
export type WsFloor = typeof operations

let frame = Buffer.from('{}')

const operations = {
  /** @param bytes what an event looks like on the wire of the server that is compared */
  async start({ bytes }: { bytes: Uint8Array }): Promise<number> {
    frame = Buffer.from(bytes)
    const http = createServer((request, response) => {
      request.on('data', (body: Buffer) => {
        publish(Number(body.toString()))
        response.writeHead(200, { 'content-length': '0' }).end()
      })
    })
    const gateway = new WebSocketServer({ server: http, perMessageDeflate: false })
    const sockets = gateway.clients
    gateway.on('connection', (socket) => socket.send('hello'))

    function publish(events: number) {
      for (let i = 0; i < events; i++) for (const socket of sockets) sendText(socket)
    }
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', 4_096, resolve))
    return (http.address() as { port: number }).port
  },
}

// Text, as a browser expects it, from bytes that were encoded once.
function sendText(socket: WebSocket): void {
  socket.send(frame, { binary: false })
}

servePart(operations)
