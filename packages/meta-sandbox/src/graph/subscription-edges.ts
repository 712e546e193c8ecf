import type { SandboxAccount } from '../cast/account.ts'
import { graphVersion } from '../wire/signature.ts'
import { type JsonObject, objectOf, type Platform, platformOf, platforms } from '../wire/update.ts'
import { type Call, listOf, textOf } from './call.ts'
import type { GraphDeps } from './graph-deps.ts'
import { needsAppToken, noSuchObject, noToken, wrongParameter } from './graph-error.ts'
import { verifyCallback } from './handshake.ts'
import { type Override, subscribableFields } from './subscriptions.ts'

/** Whether an account lets the app hear of it. The callback has to answer the handshake before it may. */
export async function answerSubscribedApps(
  deps: GraphDeps,
  call: Call,
  account: SandboxAccount,
  id: string,
): Promise<JsonObject> {
  const isSubscriber = account.platform === 'whatsapp' ? id === account.wabaId : account.hasId(id)
  if (!isSubscriber) throw noSuchObject(call.method, id)
  switch (call.method) {
    case 'GET':
      return { data: subscribedApps(deps, account) }
    case 'POST':
      await subscribeAccount(deps, call, account)
      return { success: true }
    case 'DELETE':
      deps.subscriptions.unsubscribe(account)
      return { success: true }
    default:
      throw noSuchObject(call.method, id)
  }
}

function subscribedApps({ subscriptions, appId }: GraphDeps, account: SandboxAccount): JsonObject[] {
  const fields = subscriptions.fieldsOf(account)
  if (!fields) return []
  const app = { id: appId, name: 'Sandbox app', link: 'https://app.example/' }
  if (account.platform === 'whatsapp') {
    const override = subscriptions.overrideOf(account)
    return [{ whatsapp_business_api_data: app, override_callback_uri: override?.callbackUrl }]
  }
  return [{ ...app, subscribed_fields: [...fields] }]
}

async function subscribeAccount(deps: GraphDeps, { params }: Call, account: SandboxAccount): Promise<void> {
  const { subscriptions } = deps
  const fields = wantedFields(account.platform, params.subscribed_fields)
  const override = overrideIn(params)
  const callback = override ?? subscriptions.appSubscription(account.platform)
  // An account may come before the app has a callback; it then hears nothing until there is one.
  if (callback) await verifyCallback(callback.callbackUrl, callback.verifyToken)
  subscriptions.subscribe(account, fields, account.platform === 'whatsapp' ? override : undefined)
}

/** A Page names its fields. The others take all that the app has. */
function wantedFields(platform: Platform, given: unknown): readonly string[] {
  const allowed = subscribableFields[platform]
  const named = listOf(given)
  const unknown = named.find((field) => !allowed.includes(field))
  if (unknown !== undefined) {
    const message = `Param subscribed_fields[${named.indexOf(unknown)}] must be one of {${allowed.join(', ').toUpperCase()}} - got "${unknown}".`
    throw wrongParameter(message)
  }
  if (platform !== 'messenger') return allowed
  if (named.length === 0) throw wrongParameter('The parameter subscribed_fields is required.')
  return named
}

function overrideIn(params: Record<string, unknown>): Override | undefined {
  const callbackUrl = params.override_callback_uri
  if (typeof callbackUrl !== 'string') return undefined
  if (callbackUrl.length > 200) throw wrongParameter('override_callback_uri may have 200 characters.')
  return { callbackUrl, verifyToken: textOf(params.verify_token) ?? '' }
}

/** Where the app wants to hear of an object. Takes the app's own token, `{app-id}|{app-secret}`. */
export async function answerAppSubscriptions(deps: GraphDeps, call: Call, id: string): Promise<JsonObject> {
  if (call.token === undefined) throw noToken()
  if (id !== deps.appId || call.token !== `${deps.appId}|${deps.appSecret}`) throw needsAppToken()
  switch (call.method) {
    case 'GET':
      return { data: appSubscriptions(deps) }
    case 'POST':
      await subscribeApp(deps, call)
      return { success: true }
    case 'DELETE':
      for (const platform of removedPlatforms(call)) deps.subscriptions.removeApp(platform)
      return { success: true }
    default:
      throw noSuchObject(call.method, id)
  }
}

function appSubscriptions({ subscriptions }: GraphDeps): JsonObject[] {
  return platforms.flatMap((platform) => {
    const subscription = subscriptions.appSubscription(platform)
    if (!subscription) return []
    const fields = subscription.fields.map((name) => ({ name, version: graphVersion }))
    return [{ object: objectOf(platform), callback_url: subscription.callbackUrl, active: true, fields }]
  })
}

async function subscribeApp({ subscriptions }: GraphDeps, { params }: Call): Promise<void> {
  const platform = platformIn(params)
  const callbackUrl = textOf(params.callback_url) ?? ''
  const verifyToken = textOf(params.verify_token) ?? ''
  const fields = listOf(params.fields)
  const unknown = fields.find((field) => !subscribableFields[platform].includes(field))
  if (unknown !== undefined || fields.length === 0) {
    throw wrongParameter(`fields must be of {${subscribableFields[platform].join(', ')}} - got "${unknown ?? ''}".`)
  }
  await verifyCallback(callbackUrl, verifyToken)
  subscriptions.setApp(platform, { callbackUrl, verifyToken, fields })
}

function removedPlatforms({ params }: Call): readonly Platform[] {
  return params.object === undefined ? platforms : [platformIn(params)]
}

function platformIn(params: Record<string, unknown>): Platform {
  const platform = platformOf(textOf(params.object) ?? '')
  if (!platform) throw wrongParameter(`object must be one of {${platforms.map(objectOf).join(', ')}}.`)
  return platform
}
