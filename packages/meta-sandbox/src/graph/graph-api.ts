import type { SandboxAccount } from '../cast/account.ts'
import { BadRequest, jsonReply, type Reply, type Request } from '../http/exchange.ts'
import { graphVersion } from '../wire/signature.ts'
import type { JsonObject } from '../wire/update.ts'
import { accountOf, type Call, callOf, textOf } from './call.ts'
import type { GraphDeps } from './graph-deps.ts'
import { GraphError, noSuchAlias, noSuchObject, unknownPath, wrongParameter } from './graph-error.ts'
import {
  businessAccountNode,
  customerNode,
  type GraphNode,
  instagramAccountNode,
  pageNode,
  phoneNumberNode,
  selectFields,
} from './nodes.ts'
import { answerAppSubscriptions, answerSubscribedApps } from './subscription-edges.ts'

/** The Graph API, as much of it as receiving messages takes. Refusals are answers too. */
export async function answerGraph(deps: GraphDeps, request: Request): Promise<Reply> {
  const headers = { 'facebook-api-version': graphVersion }
  try {
    return jsonReply(200, await answerCall(deps, callOf(request)), headers)
  } catch (error) {
    const refusal = error instanceof BadRequest ? wrongParameter(error.message) : error
    if (!(refusal instanceof GraphError)) throw error
    return jsonReply(refusal.status, refusal.body(deps.ids.trace()), headers)
  }
}

async function answerCall(deps: GraphDeps, call: Call): Promise<JsonObject> {
  const [id, edge, ...more] = call.path
  if (id === undefined || more.length > 0) throw unknownPath(`/${call.path.join('/')}`)
  if (edge === 'subscriptions') return answerAppSubscriptions(deps, call, id)
  const account = accountOf(deps, call)
  if (edge === 'subscribed_apps') return answerSubscribedApps(deps, call, account, id)
  if (edge === 'phone_numbers') return phoneNumbers(deps, call, account, id)
  if (edge !== undefined) throw unknownPath(`/${edge}`)
  if (call.method !== 'GET') throw noSuchObject(call.method, id)
  return answerNode(deps, call, account, id)
}

function answerNode(deps: GraphDeps, { params }: Call, account: SandboxAccount, id: string): JsonObject {
  const file = account.platform === 'whatsapp' ? deps.media.resolveWhatsApp(id) : undefined
  return file ?? selectFields(nodeOf(deps, account, id), textOf(params.fields))
}

function nodeOf(deps: GraphDeps, account: SandboxAccount, id: string): GraphNode {
  if (account.platform === 'whatsapp' && id === account.wabaId) return businessAccountNode(account)
  if (account.hasId(id)) return accountNode(deps, account)
  // Scoped ids mean something to their own account only.
  const customer = deps.customers().find((one) => one.account === account && one.scopedId === id && id !== '')
  if (customer) return customerNode(customer, deps.media)
  throw /^\d+$/.test(id) ? noSuchObject('GET', id) : noSuchAlias(id)
}

function accountNode({ media, subscriptions }: GraphDeps, account: SandboxAccount): GraphNode {
  switch (account.platform) {
    case 'messenger':
      return pageNode(account, media)
    case 'instagram':
      return instagramAccountNode(account, media)
    case 'whatsapp':
      return phoneNumberNode(account, subscriptions.appSubscription('whatsapp')?.callbackUrl)
  }
}

function phoneNumbers(deps: GraphDeps, { method }: Call, account: SandboxAccount, id: string): JsonObject {
  if (account.platform !== 'whatsapp' || id !== account.wabaId || method !== 'GET') throw noSuchObject(method, id)
  return { data: [selectFields(accountNode(deps, account), undefined)] }
}
