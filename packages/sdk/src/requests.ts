import type {
  AcceptInvitation,
  AccountDetails,
  AccountHealth,
  Assign,
  ChangeAccount,
  ChangeContact,
  ChangeConversations,
  ChangedConversations,
  ChangeLabel,
  ChangeLabels,
  ChangeMember,
  ChangeNote,
  ChangeNotificationSettings,
  ChangeSandboxFaults,
  ChangeSandboxScript,
  ChangeSavedView,
  ContactDetails,
  ContactMediaQuery,
  ContactView,
  ConversationCounts,
  ConversationQuery,
  ConversationRead,
  ConversationView,
  ConversationWithMessages,
  CreateAccount,
  CreateInvitation,
  CreateLabel,
  CreateNote,
  CreateSandboxPerson,
  CreateSavedView,
  CreateWorkspace,
  EndPushSubscription,
  InboundEventQuery,
  InboundEventView,
  Invitation,
  InvitationFacts,
  Labels,
  LabelView,
  MarkConversationRead,
  MarkedRead,
  MarkRead,
  MarkUnread,
  Me,
  MemberView,
  MessageHistory,
  MessagePage,
  MessageQuery,
  MessageSource,
  MessageView,
  NewInvitation,
  NoteView,
  NotificationSettings,
  Page,
  PageQuery,
  PushKey,
  PushSubscription,
  SandboxAct,
  SandboxBurst,
  SandboxDeliveries,
  SandboxDeliveryDetails,
  SandboxDeliveryQuery,
  SandboxEcho,
  SandboxFaults,
  SandboxOutcome,
  SandboxPerson,
  SandboxReceipt,
  SandboxScript,
  SandboxState,
  SandboxThread,
  SandboxWho,
  SavedView,
  SavedViews,
  SearchAnswer,
  SearchQuery,
  SessionView,
  Setup,
  SetupState,
  SharedMedium,
  Snapshot,
  SnapshotQuery,
  Stats,
  Ticket,
  Token,
  TokenRequest,
  UndoChanges,
  UnreadCount,
  WorkspaceView,
} from '@switchboard/protocol'
import { ApiError } from './request-errors.ts'
import { type Call, sendRequest } from './send-request.ts'
import type { Tokens } from './tokens.ts'

export interface RequestOptions {
  signal?: AbortSignal
  /** How long the answer may take to begin, and then to end, in ms: 30,000 unless it is said. Then: `NetworkError`. */
  timeout_ms?: number
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
  user: { id: string; name: string; email: string; image: string | null; twoFactorEnabled?: boolean }
}

/** The password was right, and a code is wanted: `auth.verifyCode`. Browsers need no `challenge`, they have a cookie. */
export interface CodeWanted {
  twoFactorRedirect: true
  twoFactorMethods: string[]
  challenge: string
}

export interface Code {
  code: string
  /** Ask for no code in this browser for 30 days. */
  trustDevice?: boolean
  challenge?: string
}

/** What an authenticator app takes, and codes that work once each. Shown this once. */
export interface Enrolment {
  totpURI: string
  backupCodes: string[]
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
      signIn: (body: Omit<SignIn, 'name'> & { rememberMe?: boolean }, options?: RequestOptions) =>
        asUser<SignedIn | CodeWanted>({ method: 'POST', path: '/api/auth/sign-in/email', body, ...options }),
      /** Finishes a sign-in that wants a code, or begins to use codes with the first one. */
      verifyCode: (body: Code, options?: RequestOptions) =>
        asUser<SignedIn>({ method: 'POST', path: '/api/auth/two-factor/verify-totp', body, ...options }),
      verifyRecoveryCode: (body: Code, options?: RequestOptions) =>
        asUser<SignedIn>({ method: 'POST', path: '/api/auth/two-factor/verify-backup-code', body, ...options }),
      signOut: (options?: RequestOptions) =>
        asUser<unknown>({ method: 'POST', path: '/api/auth/sign-out', body: {}, ...options }),
      updateUser: (body: { name?: string; image?: string }, options?: RequestOptions) =>
        asUser<unknown>({ method: 'POST', path: '/api/auth/update-user', body, ...options }),
      /** With `revokeOtherSessions` this session goes on under the new token, and all others end. */
      changePassword: (
        body: { currentPassword: string; newPassword: string; revokeOtherSessions?: boolean },
        options?: RequestOptions,
      ) => asUser<{ token: string | null }>({ method: 'POST', path: '/api/auth/change-password', body, ...options }),
      twoFactor: {
        enable: (body: { password: string }, options?: RequestOptions) =>
          asUser<Enrolment>({ method: 'POST', path: '/api/auth/two-factor/enable', body, ...options }),
        disable: (body: { password: string }, options?: RequestOptions) =>
          asUser<{ token: string }>({ method: 'POST', path: '/api/auth/two-factor/disable', body, ...options }),
        renewRecoveryCodes: (body: { password: string }, options?: RequestOptions) =>
          asUser<Pick<Enrolment, 'backupCodes'>>({
            method: 'POST',
            path: '/api/auth/two-factor/generate-backup-codes',
            body,
            ...options,
          }),
      },
      sessions: {
        list: (options?: RequestOptions) =>
          asUser<SessionView[]>({ method: 'GET', path: '/api/v1/sessions', ...options }),
        end: (id: string, options?: RequestOptions) =>
          asUser<null>({ method: 'DELETE', path: at`/api/v1/sessions/${id}`, ...options }),
        endOthers: (options?: RequestOptions) =>
          asUser<unknown>({ method: 'POST', path: '/api/auth/revoke-other-sessions', body: {}, ...options }),
      },
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
        post<ConversationRead>(at`/api/v1/conversations/${id}/read`, body, options),
      /** Makes what the customer said unread again, from a message on; left out, the newest one. */
      unread: (id: string, body: MarkUnread = {}, options?: RequestOptions) =>
        post<ConversationView>(at`/api/v1/conversations/${id}/unread`, body, options),
      label: (id: string, body: ChangeLabels, options?: RequestOptions) =>
        post<ConversationView>(at`/api/v1/conversations/${id}/labels`, body, options),
      assign: (id: string, body: Assign, options?: RequestOptions) =>
        post<ConversationView>(at`/api/v1/conversations/${id}/assign`, body, options),
      /** The same change to many, in one commit; each item says how to undo it. */
      change: (body: ChangeConversations, options?: RequestOptions) =>
        post<ChangedConversations>('/api/v1/conversations/bulk', body, options),
      undo: (body: UndoChanges, options?: RequestOptions) =>
        post<ChangedConversations>('/api/v1/conversations/undo', body, options),
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
    labels: {
      list: (options?: RequestOptions) => get<Labels>('/api/v1/labels', options),
      create: (body: CreateLabel, options?: RequestOptions) => post<LabelView>('/api/v1/labels', body, options),
      change: (id: string, body: ChangeLabel, options?: RequestOptions) =>
        patch<LabelView>(at`/api/v1/labels/${id}`, body, options),
      remove: (id: string, options?: RequestOptions) => remove<null>(at`/api/v1/labels/${id}`, options),
    },
    savedViews: {
      list: (options?: RequestOptions) => get<SavedViews>('/api/v1/saved_views', options),
      create: (body: CreateSavedView, options?: RequestOptions) =>
        post<SavedView>('/api/v1/saved_views', body, options),
      change: (id: string, body: ChangeSavedView, options?: RequestOptions) =>
        patch<SavedView>(at`/api/v1/saved_views/${id}`, body, options),
      remove: (id: string, options?: RequestOptions) => remove<null>(at`/api/v1/saved_views/${id}`, options),
    },
    contacts: {
      get: (id: string, options?: RequestOptions) => get<ContactDetails>(at`/api/v1/contacts/${id}`, options),
      change: (id: string, body: ChangeContact, options?: RequestOptions) =>
        patch<ContactView>(at`/api/v1/contacts/${id}`, body, options),
      media: (id: string, query: ContactMediaQuery = {}, options?: RequestOptions) =>
        get<Page<SharedMedium>>(at`/api/v1/contacts/${id}/media`, options, query),
      notes: (id: string, query: PageQuery = {}, options?: RequestOptions) =>
        get<Page<NoteView>>(at`/api/v1/contacts/${id}/notes`, options, query),
      addNote: (id: string, body: CreateNote, options?: RequestOptions) =>
        post<NoteView>(at`/api/v1/contacts/${id}/notes`, body, options),
    },
    notes: {
      change: (id: string, body: ChangeNote, options?: RequestOptions) =>
        patch<NoteView>(at`/api/v1/notes/${id}`, body, options),
      remove: (id: string, options?: RequestOptions) => remove<null>(at`/api/v1/notes/${id}`, options),
    },
    /** People and messages: see `docs/spec/search.md` for what `q` may hold. */
    search: (query: SearchQuery, options?: RequestOptions) => get<SearchAnswer>('/api/v1/search', options, query),
    /** How many conversations each view and label shows, counted no further than `limit`. */
    conversationCounts: (options?: RequestOptions) => get<ConversationCounts>('/api/v1/conversation_counts', options),
    unreadCount: (options?: RequestOptions) => get<UnreadCount>('/api/v1/unread_count', options),
    stats: (options?: RequestOptions) => get<Stats>('/api/v1/stats', options),
    snapshot: (query: SnapshotQuery = {}, options?: RequestOptions) =>
      get<Snapshot>('/api/v1/snapshot', options, query),
    notificationSettings: {
      get: (options?: RequestOptions) => get<NotificationSettings>('/api/v1/notification_settings', options),
      change: (body: ChangeNotificationSettings, options?: RequestOptions) =>
        patch<NotificationSettings>('/api/v1/notification_settings', body, options),
    },
    push: {
      key: (options?: RequestOptions) => get<PushKey>('/api/v1/push/key', options),
      /** Say it whenever a page starts: with what `PushSubscription.toJSON()` answers. */
      subscribe: (body: PushSubscription, options?: RequestOptions) =>
        post<null>('/api/v1/push/subscriptions', body, options),
      unsubscribe: (body: EndPushSubscription, options?: RequestOptions) =>
        asMember<null>({ method: 'DELETE', path: '/api/v1/push/subscriptions', body, ...options }),
    },
    realtime: {
      /** Opens one socket, once, for clients that cannot send a token. */
      ticket: (options?: RequestOptions) => post<Ticket>('/api/v1/realtime/ticket', undefined, options),
    },
    /** The emulated platforms, where the workspace lives on them: one plays their customers. */
    sandbox: {
      get: (options?: RequestOptions) => get<SandboxState>('/api/v1/sandbox', options),
      thread: (query: SandboxWho, options?: RequestOptions) =>
        get<SandboxThread>('/api/v1/sandbox/thread', options, query),
      addPerson: (body: CreateSandboxPerson, options?: RequestOptions) =>
        post<SandboxPerson>('/api/v1/sandbox/people', body, options),
      act: (body: SandboxAct, options?: RequestOptions) => post<SandboxOutcome>('/api/v1/sandbox/acts', body, options),
      echo: (body: SandboxEcho, options?: RequestOptions) =>
        post<SandboxOutcome>('/api/v1/sandbox/echoes', body, options),
      receipt: (body: SandboxReceipt, options?: RequestOptions) =>
        post<SandboxOutcome>('/api/v1/sandbox/receipts', body, options),
      burst: (body: SandboxBurst, options?: RequestOptions) =>
        post<SandboxOutcome>('/api/v1/sandbox/bursts', body, options),
      setFaults: (body: ChangeSandboxFaults, options?: RequestOptions) =>
        post<SandboxFaults>('/api/v1/sandbox/faults', body, options),
      setScript: (body: ChangeSandboxScript, options?: RequestOptions) =>
        post<SandboxScript>('/api/v1/sandbox/script', body, options),
      deliveries: (query: SandboxDeliveryQuery = {}, options?: RequestOptions) =>
        get<SandboxDeliveries>('/api/v1/sandbox/deliveries', options, query),
      delivery: (id: string, options?: RequestOptions) =>
        get<SandboxDeliveryDetails>(at`/api/v1/sandbox/deliveries/${id}`, options),
      redeliver: (id: string, options?: RequestOptions) =>
        post<SandboxOutcome>(at`/api/v1/sandbox/deliveries/${id}/redeliver`, undefined, options),
    },
    inboundEvents: {
      list: listing<InboundEventQuery, InboundEventView>('/api/v1/admin/inbound_events'),
      get: (id: string, options?: RequestOptions) =>
        get<InboundEventView>(at`/api/v1/admin/inbound_events/${id}`, options),
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
