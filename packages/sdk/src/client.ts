import type { LogEvent } from '@switchboard/protocol'
import { type Clock, systemClock } from './clock.ts'
import { Connection, type ConnectionDeps, type Observer } from './connection.ts'
import { createLoading, type Loading } from './loading.ts'
import { type Exclusively, OperationQueue, type OperationStorage, Screen } from './operations/index.ts'
import { createRequests, type Requests } from './requests.ts'
import { addressOf } from './send-request.ts'
import type { InboxState } from './state.ts'
import { InboxStore } from './store.ts'
import { type Surroundings, surroundings } from './surroundings.ts'
import { createTokens, fixedToken, type GetToken, sessionTokens, type Tokens } from './tokens.ts'
import { fetchUnloaded } from './unloaded.ts'

export interface ClientOptions {
  /** Where the server is: `https://inbox.example.com`. In its own pages: `location.origin`. */
  url: string
  /** How to get access tokens. Left out: by the session, as `sessionTokens` does. */
  getToken?: GetToken
  /** One access token instead; when it runs out the connection stops with `sign_in`. */
  token?: string
  /** What signing in answered with. Left out, a browser's own cookie counts. */
  session_token?: string
  workspace_id?: string
  /** What the first screen needs; more is loaded on demand. */
  conversations_limit?: number
  messages_limit?: number
  /** A state that was kept from an earlier run: the connection continues from its cursor. */
  state?: InboxState
  /** Where what a member has done waits for the server, and outlives the page; left out, in memory. */
  operations?: { storage?: OperationStorage; exclusively?: Exclusively; onError?: (error: unknown) => void }
  observer?: Observer
  fetch?: typeof fetch
  WebSocket?: ConnectionDeps['WebSocket']
  clock?: Clock
  random?: () => number
  surroundings?: Surroundings
}

export interface Client {
  readonly requests: Requests
  readonly store: InboxStore
  readonly connection: Connection
  readonly load: Loading
  /** What a member does and the store does not hold yet: shown at once, sent when it can be. */
  readonly operations: OperationQueue
  /** The store with these laid over it: what to draw. */
  readonly screen: Screen
  connect(): void
  /** Calls back for every event of the log, in order, after the store has taken it in. */
  onEvent(listener: (event: LogEvent) => void): () => void
  close(): void
}

/** The front door: requests, the live store and the connection that keeps it so. Nothing happens before `connect()`. */
export function createClient(options: ClientOptions): Client {
  const { url, session_token, random = Math.random, clock = systemClock } = options
  const { fetch = globalThis.fetch, WebSocket = globalThis.WebSocket, observer = {} } = options
  const { conversations_limit = 50, messages_limit = 20 } = options
  const tokens = tokensOf(options, clock, fetch)
  const requests = createRequests({ url, fetch, tokens, session_token })
  const store = new InboxStore(options.state)
  const load = createLoading({ requests, store })
  const connection = new Connection({
    url: addressOf(url, '/api/v1/realtime').replace(/^http/, 'ws'),
    WebSocket,
    tokens,
    store,
    window: { messages_limit },
    fetchSnapshot: (signal) => requests.snapshot({ conversations_limit, messages_limit }, { signal }),
    clock,
    random,
    surroundings: options.surroundings ?? surroundings,
    observer,
  })
  const isLive = () => connection.status.is === 'live'
  const unloaded = fetchUnloaded({ store, loading: load, clock, isLive, messages_limit })
  store.subscribe(unloaded.look)
  connection.subscribe(unloaded.look)
  const operations = new OperationQueue({ requests, store, clock, random, ...options.operations })
  connection.subscribe(() => {
    if (isLive()) operations.wake()
  })

  return {
    requests,
    store,
    connection,
    load,
    operations,
    screen: new Screen(store, operations),
    connect() {
      operations.start()
      connection.connect()
    },
    onEvent: (listener) => store.onEvent(listener),
    close() {
      unloaded.stop()
      operations.stop()
      connection.close()
    },
  }
}

function tokensOf(
  { url, token, getToken, session_token, workspace_id }: ClientOptions,
  clock: Clock,
  fetch: typeof globalThis.fetch,
): Tokens {
  if (token !== undefined) return fixedToken(token)
  const session = { fetch, ...(session_token && { session_token }), ...(workspace_id && { workspace_id }) }
  return createTokens(getToken ?? sessionTokens(url, session), clock)
}
