import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { answerControl } from './control/control-api.ts'
import { answerGraph } from './graph/graph-api.ts'
import type { GraphDeps } from './graph/graph-deps.ts'
import { answerCdn, answerWhatsAppMedia } from './graph/media-bytes.ts'
import { BadRequest, jsonReply, type Reply, type Request, readRequest, send } from './http/exchange.ts'
import { isForLoopback, isLoopback } from './http/loopback.ts'
import type { SandboxOptions } from './options.ts'
import { Sandbox } from './sandbox.ts'

/**
 * Starts an emulator of Messenger, Instagram and WhatsApp: Graph endpoints, signed webhooks and customers who write.
 * Listens on this machine only. Rejects when the port is taken or the host is not a loopback address.
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { host = '127.0.0.1', port = 0 } = options
  if (!isLoopback(host)) throw new RangeError(`The sandbox listens on a loopback address only, not on ${host}.`)
  const sandbox = new Sandbox(options)
  const server = createServer((incoming, response) => void serve(sandbox, options, incoming, response))
  await listening(server, port, host)
  sandbox.attach(urlOf(server, host), () => closed(server))
  return sandbox
}

async function serve(
  sandbox: Sandbox,
  options: SandboxOptions,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    if (!isForLoopback(incoming.headers.host)) throw new BadRequest(403, 'The Host of the request is not this machine.')
    const request = await readRequest(incoming)
    send(response, await answer(sandbox, options, request))
  } catch (error) {
    send(response, replyTo(error, options))
  }
}

async function answer(sandbox: Sandbox, options: SandboxOptions, request: Request): Promise<Reply> {
  const deps = graphDeps(sandbox, options)
  const { path } = request
  if (path === '/sandbox' || path.startsWith('/sandbox/')) return answerControl(sandbox, options.controlToken, request)
  if (path.startsWith('/cdn/')) return answerCdn(deps, request)
  if (path === '/whatsapp_business/attachments/') return answerWhatsAppMedia(deps, request)
  return answerGraph(deps, request)
}

function graphDeps(sandbox: Sandbox, { instagramAppSecret }: SandboxOptions): GraphDeps {
  const { appId, appSecret, subscriptions, media, ids } = sandbox
  return {
    appId,
    appSecret,
    instagramAppSecret,
    accounts: () => sandbox.accounts,
    customers: () => sandbox.customers,
    subscriptions,
    media,
    ids,
  }
}

/** The caller learns what was wrong with the request, and of a fault in here only that there was one. */
function replyTo(error: unknown, { log }: SandboxOptions): Reply {
  if (error instanceof BadRequest)
    return jsonReply(error.status, { error: { code: 'bad_request', message: error.message } })
  log?.({ event: 'request_failed', error: error instanceof Error ? error.name : 'unknown' })
  return jsonReply(500, { error: { code: 'internal', message: 'The sandbox has failed.' } })
}

function listening(server: Server, port: number, host: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  server.once('error', reject)
  server.listen(port, host.replace(/[[\]]/g, ''), () => {
    server.off('error', reject)
    resolve()
  })
  return promise
}

function urlOf(server: Server, host: string): string {
  const { port } = server.address() as AddressInfo
  return `http://${host === '::1' ? '[::1]' : host}:${port}`
}

function closed(server: Server): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  server.close(() => resolve())
  server.closeAllConnections()
  return promise
}
