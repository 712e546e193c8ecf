import { createServer } from 'node:http'
import { Server } from 'socket.io'
import { servePart } from '../parts/serve-part.ts'

/** What a product would take instead: Socket.IO over WebSocket, one room, an emit per event. */
export type SocketIoPeer = typeof operations

let event: unknown = {}

const operations = {
  /** @param bytes a frame of the server that is compared: its content is what is emitted */
  async start({ bytes }: { bytes: Uint8Array }): Promise<number> {
    event = JSON.parse(Buffer.from(bytes).toString())
    const http = createServer((request, response) => {
      if (request.url !== '/publish') return
      request.on('data', (body: Buffer) => {
        for (let i = 0; i < Number(body.toString()); i++) io.to('inbox').emit('events', event)
        response.writeHead(200, { 'content-length': '0' }).end()
      })
    })
    const io = new Server(http, { transports: ['websocket'], perMessageDeflate: false, serveClient: false })
    io.on('connection', (socket) => void socket.join('inbox'))
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', 4_096, resolve))
    return (http.address() as { port: number }).port
  },
}

servePart(operations)
