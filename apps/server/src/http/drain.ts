import type { Api } from './routes.ts'

const patienceMs = 10_000

/**
 * Ends the connections of a server that is about to close: an answer given after `shutdown` is the last one on its
 * connection. Without it, a client that keeps its connection would keep the server as well.
 */
export function drainConnections(http: Api, shutdown: AbortSignal): void {
  http.addHook('onSend', async (_request, reply) => {
    if (shutdown.aborted) reply.header('connection', 'close')
  })
  shutdown.addEventListener('abort', () => {
    // Whoever is still being answered then does not read.
    setTimeout(() => http.server.closeAllConnections(), patienceMs).unref()
  })
}
