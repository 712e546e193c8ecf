import { setTimeout as delay } from 'node:timers/promises'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { SandboxOptions } from '@switchboard/meta-sandbox'
import { metaPlatforms } from '@switchboard/platform-meta'
import { fastify, LogController } from 'fastify'
import { Registry } from 'prom-client'
import type { Config } from './config.ts'
import { gathered } from './db/gathered.ts'
import { openStorage } from './db/storage.ts'
import { createWakeups, type Wakeups } from './db/wakeups.ts'
import type { Deps, Pass, Viewer } from './deps.ts'
import { type ProfileFetching, startFetchingProfiles } from './dispatch/fetch-profiles.ts'
import { profileMetrics, pushMetrics } from './dispatch/metrics.ts'
import { type PushOptions, type PushSending, startSendingPushes } from './dispatch/send-pushes.ts'
import { openVapid } from './dispatch/vapid.ts'
import { accountRoutes, connectFor } from './domain/accounts/index.ts'
import { contactRoutes } from './domain/contacts/index.ts'
import { audiencesOfConversation, conversationRoutes } from './domain/conversations/index.ts'
import { changeRoutes, inboxRoutes } from './domain/inbox/index.ts'
import { labelRoutes } from './domain/labels/index.ts'
import {
  copyUser,
  findLivingSessions,
  findViewers,
  identify,
  isSetupNeeded,
  issueSetupCode,
  listAudiences,
  memberRoutes,
  publicMemberRoutes,
  setUpUnattended,
  signedInRoutes,
} from './domain/members/index.ts'
import { messageRoutes } from './domain/messages/index.ts'
import { notificationRoutes } from './domain/notifications/index.ts'
import { savedViewRoutes } from './domain/saved-views/index.ts'
import { searchRoutes, startIndexing } from './domain/search/index.ts'
import { type Clock, cursorFor, openEventLog, readBounds, startTrimming, systemClock } from './eventlog/index.ts'
import { createAccessTokens } from './http/access-tokens.ts'
import { authenticate } from './http/authenticate.ts'
import type { PasswordHashing } from './http/better-auth.ts'
import { drainConnections } from './http/drain.ts'
import { installErrorHandler, refuse, refuseUnreadable } from './http/error-handler.ts'
import { exposeHealth } from './http/health.ts'
import { openIdentity } from './http/identity.ts'
import { identityRoutes } from './http/identity-routes.ts'
import { parseJsonBodies } from './http/json-body.ts'
import { limitRequests, prepareLimits } from './http/limits.ts'
import { type LogStream, loggerOptions, logRequests } from './http/logging.ts'
import { exposeMetrics } from './http/metrics.ts'
import { describeRoutes, describeScope } from './http/openapi.ts'
import type { Api } from './http/routes.ts'
import { setSecurityHeaders } from './http/security-headers.ts'
import { validatorCompiler } from './http/validation.ts'
import { serveWebApp } from './http/web-app.ts'
import { startApplying } from './ingest/apply.ts'
import { handOver } from './ingest/hand-over.ts'
import { inboundEventRoutes } from './ingest/inbound-event-routes.ts'
import { openJournal } from './ingest/journal.ts'
import { ingestMetrics } from './ingest/metrics.ts'
import { webhookRoutes } from './ingest/webhook-routes.ts'
import { attachGateway } from './live/gateway.ts'
import { createIds } from './new-id.ts'
import { openSandbox } from './sandbox.ts'
import { sandboxCdnRoutes, sandboxRoutes } from './sandbox-routes.ts'
import { startUpkeep } from './upkeep.ts'

/** What a test may put in place of the real thing. */
export type Replaceable = Partial<Pick<Deps, 'now' | 'newId' | 'fetch' | 'platforms'>> & {
  log?: LogStream
  sandbox?: Partial<SandboxOptions>
  pushes?: PushOptions & { mayBeAnywhere: boolean }
  hashing?: PasswordHashing
}

const backlogLimit = 20_000

/**
 * The one place where parts are chosen and joined. Nothing below it builds its own dependencies, so a test swaps the
 * clock or the network here and nowhere else. Rejects with StartError where a person has to do something.
 */
export async function createApp(config: Config, replace: Replaceable = {}) {
  const stopping = new AbortController()
  const http = openHttp(config, replace.log ?? process.stderr)
  const logger = http.log
  const onError = (err: unknown) => logger.error({ err }, 'a part of the server failed and is being tried again')
  const wakeups = createWakeups(onError)
  const storage = await openStorage(config.database, {
    onError,
    log: (sentence) => logger.info(sentence),
    wake: (workspaceIds, growths) => wakeups.wake(workspaceIds, growths),
  })
  const { db } = storage
  const isWeb = config.roles.has('web')
  if (config.database.kind === 'external') wakeups.connect({ connectionString: config.database.url })
  const metrics = new Registry()
  const ingest = ingestMetrics(metrics, () => deps.applying.backlog())
  const now = replace.now ?? (() => new Date())
  const newId = replace.newId ?? createIds()
  const clock: Clock = { ...systemClock, now: () => now().getTime() }
  const eventLog = openEventLog({ pool: db.pool, wakeups, onError, clock })
  const platforms = replace.platforms ?? metaPlatforms
  const identity = openIdentity({
    config,
    pool: db.pool,
    logger,
    newId,
    onUserChanged: (user) => copyUser(db, user),
    hashing: replace.hashing,
  })
  const accessTokens = createAccessTokens({ key: config.keys.accessTokens, now })

  const viewersOf = (passes: readonly Pass[]) => findViewers(db, passes, now())
  const findViewer = gathered(viewersOf)
  // After a restart everybody comes back at once, and nobody feels that they rest.
  const rest = () => delay(20)
  const findSocketViewer = gathered(viewersOf, { rest })
  const audiencesOf = gathered((viewers: readonly Viewer[]) => listAudiences(db.read, viewers), { rest })

  const vapid = openVapid(config.keys.pushes, contactOf(config))
  const receiving = { now, newId, replyWindows: replyWindowsOf(platforms) }
  const deps: Deps = {
    ...receiving,
    config,
    db,
    logger,
    metrics,
    shutdown: stopping.signal,
    fetch: replace.fetch ?? fetch,
    identity,
    accessTokens,
    findViewer,
    identify: (frame) => identify({ db, now, accessTokens, findViewer: findSocketViewer }, frame),
    sessionsAlive: (sessionIds) => findLivingSessions(db, sessionIds, now()),
    platforms,
    webhooks: {
      secretsOf: (platform) => config.webhooks.secrets[platform],
      verifyTokens: config.webhooks.verifyTokens,
      backlogLimit,
    },
    pushes: { publicKey: vapid.publicKey, mayBeAnywhere: replace.pushes?.mayBeAnywhere ?? false },
    journal: openJournal(db, { onCommit: ingest.kept }),
    applying: config.roles.has('worker')
      ? startApplying({ ...receiving, db, platforms, ingestMetrics: ingest, logger })
      : handOver({ db, logger, backlogLimit }),
    ingestMetrics: ingest,
    cursorAt: async (tx, workspaceId, audiences) => cursorFor(await readBounds(tx, workspaceId), audiences),
    sandbox:
      isWeb && config.sandbox
        ? openSandbox({
            config: { ...config, sandbox: config.sandbox },
            db,
            logger,
            connectAccount: (workspaceId, draft) => connectFor(deps, workspaceId, draft),
            ...(replace.sandbox && { options: replace.sandbox }),
          })
        : null,
  }
  const stopTrimming = await startTrimming({ db, retentionDays: config.eventlog.retentionDays, onError })
  const stopUpkeep = startUpkeep({ db, now, onError })
  const indexing = config.roles.has('worker') ? startIndexing({ db, onError }) : null
  await registerRoutes(http, deps)
  const gateway = isWeb
    ? attachGateway(http.server, {
        ...deps,
        log: eventLog,
        audiencesOf,
        audiencesOfConversation: (viewer, id) => audiencesOfConversation(db.read, viewer, id),
        origins: config.http.origins,
        clock,
      })
    : null // trusted by its first frame
  // Emulated platforms answer in the process that emulates them, and nowhere else.
  const isAsking = config.sandbox ? deps.sandbox !== null : config.roles.has('worker')
  let profiles: ProfileFetching | null = null
  let pushes: PushSending | null = null

  return {
    deps,
    http,
    storage,
    /** Resolves with the port, once requests are answered. */
    async listen(): Promise<number> {
      // Before anybody is told that this server is ready: it has its owner.
      if (config.owner) await setUpUnattended(deps, config.owner)
      // Room for everybody who comes back after a restart: whom the queue does not hold waits seconds for another try.
      await http.listen({ host: config.http.host, port: config.http.port, backlog: 4_096 })
      const { port } = http.server.address() as { port: number }
      await storage.announce(`http://${config.http.host}:${port}`)
      await deps.sandbox?.start(port)
      if (isAsking) profiles = fetchProfiles(deps, wakeups)
      if (config.roles.has('worker')) {
        const sending = { ...deps, vapid, wakeups, pushMetrics: pushMetrics(metrics) }
        pushes = startSendingPushes(sending, replace.pushes)
      }
      return port
    },
    /** Where the first run is done; null once it has been. The link works once and is for whoever runs the server. */
    async setupLink(): Promise<string | null> {
      if (!(await isSetupNeeded(db.read))) return null
      return `${config.http.publicUrl}/setup?code=${await issueSetupCode({ db })}`
    },
    async close(): Promise<void> {
      stopping.abort() // /readyz says so
      await profiles?.stop() // whoever is being asked for is due again
      await pushes?.stop() // what is on its way is due again
      await deps.sandbox?.close() // nobody writes any more
      await gateway?.close() // streams end between two frames, and are asked to come back
      await http.close() // no new requests; those in hand finish
      await deps.applying.stop() // what is in hand finishes; the rest waits in the journal
      await indexing?.stop()
      await stopUpkeep()
      await stopTrimming()
      await eventLog.close()
      await wakeups.close()
      await storage.close() // last: the embedded PostgreSQL stops with it
    },
  }
}

export type App = Awaited<ReturnType<typeof createApp>>

function fetchProfiles(deps: Deps, wakeups: Wakeups): ProfileFetching {
  const { config, metrics } = deps
  const emulator = deps.sandbox?.emulator
  const isEmulated = (id: string) => emulator?.accounts.some(({ externalId }) => externalId === id)
  return startFetchingProfiles({
    ...deps,
    wakeups,
    profileMetrics: profileMetrics(metrics),
    graphUrlOf: (id) => (emulator && isEmulated(id) ? emulator.url : config.meta.graphUrl),
  })
}

/** Whom the operator of a push service may write to. */
function contactOf({ http, owner }: Config): string {
  return http.publicUrl.startsWith('https:') ? http.publicUrl : `mailto:${owner?.email ?? 'switchboard@localhost'}`
}

function openHttp(config: Config, log: LogStream): Api {
  const http = fastify({
    logger: loggerOptions(config.logLevel, log),
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'request_id' }),
    requestIdHeader: false,
    genReqId: createIds(),
    trustProxy: false, // anybody may write X-Forwarded-For
    bodyLimit: 256 * 1024,
    requestTimeout: 30_000,
    forceCloseConnections: 'idle',
    return503OnClosing: false, // what still comes on an open connection is answered, as its last
    clientErrorHandler: refuseUnreadable,
    routerOptions: { maxParamLength: 300 },
    frameworkErrors: (error, request, reply) => void refuse(request, reply, error),
  }).withTypeProvider<TypeBoxTypeProvider>()
  http.setValidatorCompiler(validatorCompiler)
  // The schemas say what is promised; what a view has beyond that goes out as well.
  http.setSerializerCompiler(() => (data) => JSON.stringify(data))
  installErrorHandler(http)
  return http
}

async function registerRoutes(http: Api, deps: Deps): Promise<void> {
  const { config } = deps
  parseJsonBodies(http)
  logRequests(http)
  drainConnections(http, deps.shutdown)
  await setSecurityHeaders(http, {
    isHttps: config.http.publicUrl.startsWith('https:'),
    sandboxOrigin: () => deps.sandbox?.emulator?.url ?? null,
  })
  await prepareLimits(http)
  await describeRoutes(http)
  exposeMetrics(http, deps.metrics)
  exposeHealth(http, deps)
  if (!config.roles.has('web')) return

  await http.register(webhookRoutes, { prefix: '/webhooks', deps }) // trusted by signature
  await http.register(async (api: Api) => {
    limitRequests(api, config.http)
    describeScope(api, null, 'bad_request', 'rate_limited')
    await api.register(identityRoutes, { deps, prefix: '/api/auth' }) // better-auth decides
    await api.register(publicMemberRoutes, { deps, prefix: '/api/v1' }) // for whoever comes
    if (deps.sandbox) await api.register(sandboxCdnRoutes, { deps, prefix: '/api/v1' }) // trusted by signed links
  })
  await http.register(
    async (api: Api) => {
      limitRequests(api, config.http)
      describeScope(api, 'session', 'bad_request', 'unauthenticated', 'rate_limited')
      await api.register(signedInRoutes, { deps }) // each asks for the sign-in
    },
    { prefix: '/api/v1' },
  )
  await http.register(
    async (api: Api) => {
      // Trusted by token: true in this scope and in no other.
      authenticate(api, deps)
      limitRequests(api, config.http)
      describeScope(api, 'token', 'bad_request', 'unauthenticated', 'rate_limited')
      await api.register(memberRoutes, { deps })
      await api.register(accountRoutes, { deps })
      await api.register(conversationRoutes, { deps })
      await api.register(messageRoutes, { deps })
      await api.register(inboxRoutes, { deps })
      await api.register(changeRoutes, { deps })
      await api.register(contactRoutes, { deps })
      await api.register(labelRoutes, { deps })
      await api.register(savedViewRoutes, { deps })
      await api.register(searchRoutes, { deps })
      await api.register(inboundEventRoutes, { deps })
      await api.register(notificationRoutes, { deps })
      if (deps.sandbox) await api.register(sandboxRoutes, { deps })
    },
    { prefix: '/api/v1' },
  )
  await serveWebApp(http)
}

function replyWindowsOf(platforms: Deps['platforms']): Deps['replyWindows'] {
  const windows = [...platforms.values()].map(({ platform, replyWindow }) => [platform, replyWindow])
  return Object.fromEntries(windows) as Deps['replyWindows']
}
