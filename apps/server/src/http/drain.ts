import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { Api } from './routes.ts'

const patienceMs = 10_000
const sweepMs = 100

/**
 * Ends the connections of a server that is about to close, for a client that keeps its connection would keep the server
 * as well: an answer given after `shutdown` is the last one on its connection, what falls idle is closed, and so is what
 * a browser has opened in advance and not used.
 */
export function drainConnections(http: Api, shutdown: AbortSignal): void {
  const { server } = http
  const unused = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    unused.add(socket)
    socket.once('close', forget)
  })
  server.on('request', ({ socket }: IncomingMessage) => unused.delete(socket))
  server.on('upgrade', ({ socket }: IncomingMessage) => unused.delete(socket))
  function forget(this: Socket) {
    unused.delete(this)
  }

  http.addHook('onSend', (_request, reply, _payload, done) => {
    if (shutdown.aborted) reply.header('connection', 'close')
    done()
  })
  shutdown.addEventListener('abort', () => {
    const sweep = setInterval(() => {
      server.closeIdleConnections()
      for (const socket of unused) socket.destroy()
    }, sweepMs)
    // Whoever is still being answered then does not read.
    const end = setTimeout(() => server.closeAllConnections(), patienceMs)
    server.once('close', () => {
      clearInterval(sweep)
      clearTimeout(end)
    })
  })
}
