import type {
  AcceptInvitation,
  AccountDetails,
  AccountHealth,
  ChangeAccount,
  ChangeMember,
  ConversationCounts,
  ConversationQuery,
  ConversationView,
  ConversationWithMessages,
  CreateAccount,
  CreateInvitation,
  CreateWorkspace,
  InboundEventQuery,
  InboundEventView,
  Invitation,
  InvitationFacts,
  MarkConversationRead,
  MarkedRead,
  MarkRead,
  Me,
  MemberView,
  MessageHistory,
  MessagePage,
  MessageQuery,
  MessageSource,
  MessageView,
  NewInvitation,
  Page,
  PageQuery,
  SearchAnswer,
  SearchQuery,
  Setup,
  SetupState,
  Snapshot,
  SnapshotQuery,
  Stats,
  Ticket,
  Token,
  TokenRequest,
  UnreadCount,
  WorkspaceView,
} from '@switchboard/protocol'
import { ApiError } from './request-errors.ts'
import { type Call, sendRequest } from './send-request.ts'
import type { Tokens } from './tokens.ts'

export interface RequestOptions {
  signal?: AbortSignal
}

/** A list in pages, newest first. */
export interface Listing<Q extends PageQuery, T, P extends Page<T> = Page<T>> {
  (query?: Q, options?: RequestOptions): Promise<P>
  /** From the page that `query` names to the last; asks for the next one only when it is wanted. */
  pages(query?: Q, options?: RequestOptions): AsyncGenerator<P, void>
}

export interface SignIn {
  name: string
  email: string
  password: string
}

/** `token` opens `sessionTokens`; a browser has got a cookie besides. */
export interface SignedIn {
  token: string
  user: { id: string; name: string; email: string; image: string | null }
}

export interface RequestDeps {
  /** Where it is, as in `createClient`. */
  url: string
  fetch?: typeof fetch | undefined
  /** For what a member does; left out, only what needs no workspace can be asked for. */
  tokens?: Tokens | undefined
  /** For what a signed-in user does outside any workspace; left out, the browser's cookie counts. */
  session_token?: string | undefined
}

export type Requests = ReturnType<typeof createRequests>

/**
 * The REST API, typed: one function per route, named as the route is. Each throws `ApiError` for a refusal and
 * `NetworkError` where no answer came, and takes an `AbortSignal`. A token that the server refuses is renewed once.
 */
export function createRequests(deps: RequestDeps) {
  const { asAnybody, asUser, asMember } = createCallers(deps)
  const get = <T>(path: string, options?: RequestOptions, query?: object) =>
    asMember<T>({ method: 'GET', path, query, ...options })
  const post = <T>(path: string, body: unknown, options?: RequestOptions) =>
    asMember<T>({ method: 'POST', path, body, ...options })
  const patch = <T>(path: string, body: unknown, options?: RequestOptions) =>
    asMember<T>({ method: 'PATCH', path, body, ...options })
  const remove = <T>(path: string, options?: RequestOptions) => asMember<T>({ method: 'DELETE', path, ...options })
  const listing = <Q extends PageQuery, T, P extends Page<T> = Page<T>>(path: string) =>
    listingOf<Q, T, P>((query, options) => get(path, options, query))

  return {
    auth: {
      signUp: (body: SignIn, options?: RequestOptions) =>
        asUser<SignedIn>({ method: 'POST', path: '/api/auth/sign-up/email', body, ...options }),
      signIn: (body: Omit<SignIn, 'name'>, options?: RequestOptions) =>
        asUser<SignedIn>({ method: 'POST', path: '/api/auth/sign-in/email', body, ...options }),
      signOut: (options?: RequestOptions) =>
        asUser<unknown>({ method: 'POST', path: '/api/auth/sign-out', body: {}, ...options }),
    },
    setup: {
      get: (options?: RequestOptions) => asAnybody<SetupState>({ method: 'GET', path: '/api/v1/setup', ...options }),
      complete: (body: Setup, options?: RequestOptions) =>
        asAnybody<{ workspace_id: string }>({ method: 'POST', path: '/api/v1/setup', body, ...options }),
    },
    token: (body: TokenRequest = {}, options?: RequestOptions) =>
      asUser<Token>({ method: 'POST', path: '/api/v1/token', body, ...options }),
    workspaces: {
      create: (body: CreateWorkspace, options?: RequestOptions) =>
        asUser<WorkspaceView>({ method: 'POST', path: '/api/v1/workspaces', body, ...options }),
    },
    me: (options?: RequestOptions) => get<Me>('/api/v1/me', options),
    members: {
      list: listing<PageQuery, MemberView>('/api/v1/members'),
      change: (id: string, body: ChangeMember, options?: RequestOptions) =>
        patch<MemberView>(at`/api/v1/members/${id}`, body, options),
      remove: (id: string, options?: RequestOptions) => remove<MemberView>(at`/api/v1/members/${id}`, options),
    },
    invitations: {
      list: listing<PageQuery, Invitation>('/api/v1/invitations'),
      create: (body: CreateInvitation, options?: RequestOptions) =>
        post<NewInvitation>('/api/v1/invitations', body, options),
      revoke: (id: string, options?: RequestOptions) => remove<null>(at`/api/v1/invitations/${id}`, options),
      /** What the holder of a link may know before signing in. */
      get: (token: string, options?: RequestOptions) =>
        asAnybody<InvitationFacts>({ method: 'GET', path: at`/api/v1/invitations/${token}`, ...options }),
      accept: (body: AcceptInvitation, options?: RequestOptions) =>
        asUser<MemberView>({ method: 'POST', path: '/api/v1/invitations/accept', body, ...options }),
    },
    accounts: {
      list: listing<PageQuery, AccountDetails>('/api/v1/accounts'),
      get: (id: string, options?: RequestOptions) => get<AccountDetails>(at`/api/v1/accounts/${id}`, options),
      create: (body: CreateAccount, options?: RequestOptions) =>
        post<AccountDetails>('/api/v1/accounts', body, options),
      change: (id: string, body: ChangeAccount, options?: RequestOptions) =>
        patch<AccountDetails>(at`/api/v1/accounts/${id}`, body, options),
      remove: (id: string, options?: RequestOptions) => remove<AccountDetails>(at`/api/v1/accounts/${id}`, options),
      health: (id: string, options?: RequestOptions) => get<AccountHealth>(at`/api/v1/accounts/${id}/health`, options),
    },
    conversations: {
      list: listing<ConversationQuery, ConversationView>('/api/v1/conversations'),
      get: (id: string, query: { messages_limit?: number } = {}, options?: RequestOptions) =>
        get<ConversationWithMessages>(at`/api/v1/conversations/${id}`, options, query),
      read: (id: string, body: MarkConversationRead = {}, options?: RequestOptions) =>
        post<MarkedRead>(at`/api/v1/conversations/${id}/read`, body, options),
      archive: (id: string, options?: RequestOptions) =>
        post<ConversationView>(at`/api/v1/conversations/${id}/archive`, undefined, options),
      unarchive: (id: string, options?: RequestOptions) =>
        post<ConversationView>(at`/api/v1/conversations/${id}/unarchive`, undefined, options),
    },
    messages: {
      /** With `around`: the part of a thread in which that message stands. */
      list: listing<MessageQuery, MessageView, MessagePage>('/api/v1/messages'),
      get: (id: string, options?: RequestOptions) => get<MessageView>(at`/api/v1/messages/${id}`, options),
      /** What it said before it was edited. */
      history: (id: string, options?: RequestOptions) =>
        get<MessageHistory>(at`/api/v1/messages/${id}/history`, options),
      /** What the platform said of it, for those who run the accounts. */
      raw: (id: string, options?: RequestOptions) => get<MessageSource>(at`/api/v1/messages/${id}/raw`, options),
      /** Marks as read: exactly these messages, these conversations, or everything. */
      read: (body: MarkRead, options?: RequestOptions) => post<MarkedRead>('/api/v1/messages/read', body, options),
    },
    /** People and messages: see `docs/spec/search.md` for what `q` may hold. */
    search: (query: SearchQuery, options?: RequestOptions) => get<SearchAnswer>('/api/v1/search', options, query),
    /** How many conversations each view and label shows, counted no further than `limit`. */
    conversationCounts: (options?: RequestOptions) => get<ConversationCounts>('/api/v1/conversation_counts', options),
    unreadCount: (options?: RequestOptions) => get<UnreadCount>('/api/v1/unread_count', options),
    stats: (options?: RequestOptions) => get<Stats>('/api/v1/stats', options),
    snapshot: (query: SnapshotQuery = {}, options?: RequestOptions) =>
      get<Snapshot>('/api/v1/snapshot', options, query),
    realtime: {
      /** Opens one socket, once, for clients that cannot send a token. */
      ticket: (options?: RequestOptions) => post<Ticket>('/api/v1/realtime/ticket', undefined, options),
    },
    inboundEvents: {
      list: listing<InboundEventQuery, InboundEventView>('/api/v1/admin/inbound_events'),
      replay: (id: string, options?: RequestOptions) =>
        post<InboundEventView>(at`/api/v1/admin/inbound_events/${id}/replay`, undefined, options),
    },
  }
}

type Asked = Omit<Call, 'credentials' | 'headers'>

/** The three who may ask: anybody, a user who has signed in, and a member of a workspace. */
function createCallers({ url, fetch = globalThis.fetch, tokens, session_token }: RequestDeps) {
  const bearer = (token: string) => ({ credentials: 'omit', headers: { authorization: `Bearer ${token}` } }) as const
  const send = async <T>(call: Call) => (await sendRequest({ url, fetch }, call)) as T

  async function asMember<T>(call: Asked): Promise<T> {
    if (!tokens) throw new ApiError(401, { code: 'unauthenticated', message: 'This client has no token.' })
    const { access_token } = await tokens.get(call.signal)
    try {
      return await send<T>({ ...call, ...bearer(access_token) })
    } catch (error) {
      if (!(error instanceof ApiError && error.is('unauthenticated'))) throw error
    }
    // It may have run out on the way, or by a clock that is not ours. A second refusal is final.
    tokens.forget(access_token)
    const renewed = await tokens.get(call.signal)
    return send<T>({ ...call, ...bearer(renewed.access_token) })
  }

  return {
    asAnybody: <T>(call: Asked) => send<T>({ ...call, credentials: 'omit' }),
    asUser: <T>(call: Asked) =>
      send<T>({ ...call, ...(session_token === undefined ? { credentials: 'include' } : bearer(session_token)) }),
    asMember,
  }
}

function listingOf<Q extends PageQuery, T, P extends Page<T>>(
  list: (query?: Q, options?: RequestOptions) => Promise<P>,
): Listing<Q, T, P> {
  return Object.assign(list, {
    async *pages(query?: Q, options?: RequestOptions) {
      let page = await list(query, options)
      yield page
      while (page.next_cursor !== null) {
        page = await list({ ...query, cursor: page.next_cursor } as Q, options)
        yield page
      }
    },
  })
}

/** A path with its parameters escaped: an id is whatever a caller was given. */
function at(parts: TemplateStringsArray, ...values: string[]): string {
  return String.raw({ raw: parts }, ...values.map(encodeURIComponent))
}
