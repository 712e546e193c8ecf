import { timingSafeEqual } from 'node:crypto'
import { NotAnAct, NotOnPlatform, parseAct } from '../cast/act.ts'
import type { Customer } from '../cast/customer.ts'
import { NotDelivered } from '../delivery/dispatcher.ts'
import { BadRequest, jsonBody, jsonReply, type Reply, type Request } from '../http/exchange.ts'
import type { Sandbox } from '../sandbox.ts'
import type { WhatsAppStatus } from '../wire/whatsapp.ts'
import { ControlError } from './control-error.ts'
import { deliveryBodyView } from './delivery-view.ts'
import { count, flag, number, oneOf, optional, platform, text } from './fields.ts'
import { acceptedWithin } from './outcome.ts'
import { threadView } from './thread-view.ts'
import { accountView, customerView, faultsIn, faultsView, stateView } from './views.ts'

type Handler = (sandbox: Sandbox, body: Record<string, unknown>, request: Request, id: string) => unknown

/** Everything under `/sandbox`, by method and path. `:id` stands for one part. */
const routes: Record<string, Handler> = {
  'GET /sandbox/state': (sandbox) => stateView(sandbox),
  'GET /sandbox/customers': listCustomers,
  'POST /sandbox/customers': addCustomer,
  'GET /sandbox/thread': getThread,
  'POST /sandbox/accounts': addAccount,
  'POST /sandbox/send': sendAs,
  'POST /sandbox/echo': echo,
  'POST /sandbox/receipt': receipt,
  'POST /sandbox/burst': burst,
  'POST /sandbox/script': direct,
  'GET /sandbox/faults': (sandbox) => faultsView(sandbox.faults),
  'POST /sandbox/faults': setFaults,
  'GET /sandbox/deliveries': listDeliveries,
  'GET /sandbox/deliveries/:id': getDelivery,
  'GET /sandbox/deliveries/:id/body': getDeliveryBody,
  'POST /sandbox/deliveries/:id/replay': replay,
  'POST /sandbox/token': setToken,
  'POST /sandbox/advance': advance,
  'POST /sandbox/reset': reset,
}

/** How a person, a test in another process, or the command line moves the sandbox. */
export async function answerControl(sandbox: Sandbox, token: string | undefined, request: Request): Promise<Reply> {
  try {
    refuseStranger(token, request)
    const { handler, id } = routeOf(request)
    const result = await handler(sandbox, request.method === 'POST' ? jsonBody(request) : {}, request, id)
    return isReply(result) ? result : jsonReply(200, result)
  } catch (error) {
    const refusal = refusalOf(error)
    return jsonReply(refusal.status, { error: { code: refusal.code, message: refusal.message } })
  }
}

/** A web page may send a simple request anywhere; one with a JSON body it may not, unless we said so. We never do. */
function refuseStranger(token: string | undefined, { method, headers }: Request): void {
  const isJson = (headers['content-type'] ?? '').startsWith('application/json')
  if (method === 'POST' && !isJson) throw new ControlError(415, 'not_json', 'Send "content-type: application/json".')
  if (token === undefined) return
  const given = Buffer.from((headers.authorization ?? '').replace(/^Bearer /, ''))
  const expected = Buffer.from(token)
  const isRight = given.length === expected.length && timingSafeEqual(given, expected)
  if (!isRight) throw new ControlError(401, 'wrong_token', 'The control token is missing or wrong.')
}

function routeOf({ method, path }: Request): { handler: Handler; id: string } {
  const [, id = ''] = /^\/sandbox\/deliveries\/([^/]+)/.exec(path) ?? []
  const handler = routes[`${method} ${id === '' ? path : path.replace(id, ':id')}`]
  if (!handler) throw new ControlError(404, 'not_found', `There is no ${method} ${path}.`)
  return { handler, id }
}

function refusalOf(error: unknown): ControlError {
  if (error instanceof ControlError) return error
  if (error instanceof NotOnPlatform) return new ControlError(422, 'not_on_platform', error.message)
  if (error instanceof NotAnAct || error instanceof RangeError) return new ControlError(422, 'invalid', error.message)
  if (error instanceof BadRequest) return new ControlError(error.status, 'bad_request', error.message)
  if (error instanceof NotDelivered) return new ControlError(502, 'not_delivered', error.message)
  throw error
}

function addCustomer(sandbox: Sandbox, body: Record<string, unknown>): Reply {
  const traits = {
    name: optional(body, 'name', text),
    username: optional(body, 'username', text),
    phone: body.phone === null ? null : optional(body, 'phone', text),
    country: optional(body, 'country', text),
    account: optional(body, 'account', text),
  }
  const customer = sandbox.addCustomer(platform(body, 'platform'), text(body, 'handle'), traits)
  return jsonReply(201, customerView(sandbox, customer))
}

function addAccount(sandbox: Sandbox, body: Record<string, unknown>): Reply {
  const handle = text(body, 'handle')
  const account = sandbox.addAccount(platform(body, 'platform'), handle, optional(body, 'name', text))
  return jsonReply(201, accountView(sandbox, account))
}

function listCustomers(sandbox: Sandbox, _body: unknown, { query }: Request): unknown {
  const name = optional(Object.fromEntries(query), 'platform', platform)
  const shown = sandbox.customers.filter((customer) => (name ?? customer.platform) === customer.platform)
  return { items: shown.map((customer) => customerView(sandbox, customer)) }
}

function getThread(sandbox: Sandbox, _body: unknown, { query }: Request): unknown {
  return threadView(sandbox, customerOf(sandbox, Object.fromEntries(query)))
}

function customerOf(sandbox: Sandbox, body: Record<string, unknown>): Customer {
  const name = platform(body, 'platform')
  const handle = text(body, 'customer')
  const customer = sandbox.findCustomer(name, handle)
  if (customer) return customer
  const known = sandbox.customers.filter((one) => one.platform === name).map((one) => one.handle)
  throw new ControlError(
    404,
    'no_such_customer',
    `Nobody on ${name} is called "${handle}". There are: ${known.join(', ')}.`,
  )
}

function sendAs(sandbox: Sandbox, body: Record<string, unknown>): Promise<Reply> {
  const told = customerOf(sandbox, body).begin(parseAct(body))
  return acceptedWithin(sandbox, told, optional(body, 'wait', flag) ?? true)
}

function echo(sandbox: Sandbox, body: Record<string, unknown>): Promise<Reply> {
  const customer = customerOf(sandbox, body)
  const told = customer.account.beginEcho(customer, text(body, 'text'))
  return acceptedWithin(sandbox, told, optional(body, 'wait', flag) ?? true)
}

function receipt(sandbox: Sandbox, body: Record<string, unknown>): Promise<Reply> {
  const customer = customerOf(sandbox, body)
  const status = oneOf<WhatsAppStatus>(body, 'status', ['sent', 'delivered', 'read', 'played', 'failed'])
  const details = { correlation: optional(body, 'correlation', text), errorCode: optional(body, 'error_code', number) }
  const told = customer.account.beginStatus(customer, text(body, 'id'), status, details)
  return acceptedWithin(sandbox, told, optional(body, 'wait', flag) ?? true)
}

function burst(sandbox: Sandbox, body: Record<string, unknown>): Promise<Reply> {
  const told = sandbox.burst({ count: count(body, 'count', 10_000), platform: optional(body, 'platform', platform) })
  return acceptedWithin(sandbox, told, optional(body, 'wait', flag) ?? true)
}

function direct(sandbox: Sandbox, body: Record<string, unknown>): unknown {
  const { script } = sandbox
  const speed = optional(body, 'speed', number)
  if (speed !== undefined) script.setSpeed(speed)
  const action = optional(body, 'action', (from, name) => oneOf(from, name, ['start', 'stop']))
  if (action === 'stop') script.stop()
  // Nobody waits for the backlog here: the state tells how far it is.
  if (action === 'start') void script.start({ backlog: optional(body, 'backlog', flag) })
  return { running: script.isRunning, speed: script.speed }
}

function setFaults(sandbox: Sandbox, body: Record<string, unknown>): unknown {
  sandbox.setFaults(faultsIn(body))
  return faultsView(sandbox.faults)
}

function listDeliveries(sandbox: Sandbox, _body: Record<string, unknown>, { query }: Request): unknown {
  const given = Object.fromEntries(query)
  const states = ['waiting', 'retrying', 'acknowledged', 'failed', 'unsubscribed'] as const
  const limit = given.limit === undefined ? 50 : count({ limit: Number(given.limit) }, 'limit', 1_000)
  const state = optional(given, 'state', (from, name) => oneOf(from, name, states))
  return { items: sandbox.deliveries({ limit, state }), pending: sandbox.pending }
}

function getDelivery(sandbox: Sandbox, _body: unknown, _request: Request, id: string): unknown {
  const record = sandbox.findDelivery(id)
  if (!record) throw noDelivery(id)
  return record
}

function getDeliveryBody(sandbox: Sandbox, _body: unknown, _request: Request, id: string): unknown {
  const record = sandbox.findDelivery(id)
  if (!record) throw noDelivery(id)
  return deliveryBodyView(sandbox, record)
}

function replay(sandbox: Sandbox, _body: unknown, _request: Request, id: string): Promise<Reply> {
  const again = sandbox.replay(id)
  if (!again) throw noDelivery(id)
  return acceptedWithin(sandbox, { ids: again.record.message_ids, acknowledged: again.ended }, true, [again.record])
}

function noDelivery(id: string): ControlError {
  return new ControlError(404, 'no_such_delivery', `There is no delivery ${id}, or it has been forgotten.`)
}

function setToken(sandbox: Sandbox, body: Record<string, unknown>): unknown {
  const account = sandbox.account(platform(body, 'platform'), optional(body, 'account', text))
  account.tokenState = oneOf(body, 'state', ['valid', 'expired', 'revoked'])
  return accountView(sandbox, account)
}

async function advance(sandbox: Sandbox, body: Record<string, unknown>): Promise<unknown> {
  await sandbox.advance(count(body, 'ms', 366 * 24 * 3_600_000))
  return { now: new Date(sandbox.now()).toISOString() }
}

function reset(sandbox: Sandbox): unknown {
  sandbox.reset()
  return stateView(sandbox)
}

function isReply(result: unknown): result is Reply {
  return typeof result === 'object' && result !== null && 'body' in result && 'status' in result
}
