import type {
  ByeFrame,
  EventsFrame,
  HelloFrame,
  ReadyFrame,
  ServerHeartbeatFrame,
  Snapshot,
} from '@switchboard/protocol'
import { closeCodes } from '@switchboard/protocol/close-codes'

/**
 * The connection as a table: in each state, what each event does. Pure; `connection.ts` has the effects. Invariants:
 *
 * - What a state needs of the world (a socket, a request in hand, timers) is a function of the state (`needsOf`), so
 *   nothing can be left open: whoever leaves a state leaves what only it needed.
 * - Every state but `idle` and `stopped` has a timer running: nothing waits for ever.
 * - Events are applied in `catching_up` and `live` alone, in the order of their counter and without a gap. Between a
 *   snapshot being due and the answer to the `pull` that follows it, what arrives is passed over.
 * - `live` is only ever the server's word (`ready` with mode `live`), never a guess.
 */

export type StopReason = 'sign_in' | 'forbidden' | 'disabled' | 'replaced'

/** `attempt`: failures in a row; starts again from 0 when a link has held for a minute. Times: ms since 1970. */
export type ConnectionState =
  | { readonly name: 'idle' }
  | { readonly name: 'stopped'; readonly reason: StopReason }
  | { readonly name: 'fetching_token'; readonly attempt: number; readonly deadline_at: number }
  | {
      readonly name: 'fetching_snapshot'
      readonly attempt: number
      readonly deadline_at: number
      readonly renew_at: Due
    }
  | { readonly name: 'connecting'; readonly attempt: number; readonly deadline_at: number; readonly renew_at: Due }
  | ({ readonly name: 'authenticating'; readonly deadline_at: number; readonly heartbeat_ms: number } & Trying)
  | ({ readonly name: 'catching_up' } & Link)
  | ({ readonly name: 'live' } & Link)
  | ({ readonly name: 'resyncing'; readonly deadline_at: number } & Link)
  | ({ readonly name: 'pulling'; readonly deadline_at: number } & Link)
  | ({ readonly name: 'waiting' } & Pause)
  | ({ readonly name: 'offline' } & Pause)

type Due = number | null

interface Trying {
  readonly attempt: number
  readonly renew_at: Due
}

/** An authenticated socket. */
interface Link extends Trying {
  readonly heartbeat_ms: number
  /** The last `events` frame seen on this socket. */
  readonly n: number
  /** Heartbeats sent since anything was heard. */
  readonly missed: number
  readonly beat_at: number
  readonly stable_at: Due
  readonly is_renewing: boolean
  /** The server says that it has sent more than has arrived. */
  readonly behind: { readonly n: number; readonly at: number } | null
  /** Resyncs and pulls since the link was last live. */
  readonly repairs: number
}

/** `is_ordered`: the server said how long; only a person comes back sooner. */
interface Pause {
  readonly attempt: number
  readonly retry_at: number
  readonly is_ordered: boolean
}

/** Why a request did not bring what a state was waiting for. */
export type Failure =
  | { readonly kind: 'refused'; readonly reason: StopReason }
  | { readonly kind: 'failed'; readonly retry_after_ms: number }

export type ConnectionEvent =
  | { readonly type: 'connect' }
  | { readonly type: 'close' }
  | { readonly type: 'retry' }
  | { readonly type: 'wake' }
  | { readonly type: 'gone_offline' }
  | { readonly type: 'token_ready'; readonly renew_at: Due }
  | { readonly type: 'token_failed'; readonly failure: Failure }
  | { readonly type: 'snapshot_ready'; readonly snapshot: Snapshot }
  | { readonly type: 'snapshot_failed'; readonly failure: Failure }
  | { readonly type: 'socket_open' }
  | { readonly type: 'socket_closed'; readonly code: number }
  | { readonly type: 'hello'; readonly frame: HelloFrame }
  | { readonly type: 'ready'; readonly frame: ReadyFrame }
  | { readonly type: 'events'; readonly frame: EventsFrame }
  | { readonly type: 'heartbeat'; readonly frame: ServerHeartbeatFrame }
  | { readonly type: 'bye'; readonly frame: ByeFrame }
  /** A frame without a place in the log. */
  | { readonly type: 'heard' }
  /** A frame that is no frame. */
  | { readonly type: 'garbled' }
  /** What a frame or snapshot said could not be taken in; the store is as it was before. */
  | { readonly type: 'apply_failed' }
  | { readonly type: 'deadline_due' }
  | { readonly type: 'retry_due' }
  | { readonly type: 'beat_due' }
  | { readonly type: 'stable_due' }
  | { readonly type: 'renew_due' }
  | { readonly type: 'behind_due' }

/** What to do once, in this order. */
export type Effect =
  | { readonly type: 'send_auth'; readonly with_cursor: boolean }
  | { readonly type: 'send_pull' }
  | { readonly type: 'send_heartbeat'; readonly n: number }
  | { readonly type: 'apply'; readonly frame: EventsFrame }
  | { readonly type: 'advance'; readonly cursor: string }
  | { readonly type: 'replace'; readonly snapshot: Snapshot }
  | { readonly type: 'forget_token' }

export type TimerName = 'deadline' | 'retry' | 'beat' | 'stable' | 'renew' | 'behind'

/** What a state keeps open for as long as it lasts. */
export interface Needs {
  readonly socket: boolean
  readonly token: boolean
  readonly snapshot: boolean
  readonly timers: Readonly<Partial<Record<TimerName, number>>>
}

/** What the table may know of the world at the moment of an event. */
export interface Context {
  readonly now: number
  /** Between 0 and 1, another one for every event. */
  readonly random: number
  readonly has_cursor: boolean
  readonly is_online: boolean
}

export interface Step {
  readonly state: ConnectionState
  readonly effects: readonly Effect[]
}

export type StateName = ConnectionState['name']
export type EventName = ConnectionEvent['type']
type StateOf<S extends StateName> = Extract<ConnectionState, { name: S }>
type EventOf<E extends EventName> = Extract<ConnectionEvent, { type: E }>
type Fetching = StateOf<'fetching_token' | 'fetching_snapshot'>
type Opening = StateOf<'connecting' | 'authenticating'>
type Linked = StateOf<'catching_up' | 'live' | 'resyncing' | 'pulling'>
type Cell<S extends ConnectionState, E extends ConnectionEvent> = (state: S, event: E, context: Context) => Step
type Row<S extends ConnectionState, E extends EventName = EventName> = { readonly [K in E]: Cell<S, EventOf<K>> }

export const limits = {
  backoff_ms: 500,
  longest_backoff_ms: 30_000,
  /** For a token, a socket, an answer to `auth` or `pull`. */
  answer_ms: 10_000,
  snapshot_ms: 30_000,
  /** A token may take a person's app longer than a server. */
  token_ms: 30_000,
  stable_ms: 60_000,
  behind_ms: 2_000,
  /** A timer this late means that the machine was asleep. */
  asleep_ms: 30_000,
  renew_again_ms: 10_000,
  missed_beats: 2,
  repairs: 3,
  heartbeat_ms: 30_000,
} as const

export const initialState: ConnectionState = { name: 'idle' }

export function step(state: ConnectionState, event: ConnectionEvent, context: Context): Step {
  const row = table[state.name] as Row<ConnectionState>
  return (row[event.type] as Cell<ConnectionState, ConnectionEvent>)(state, event, context)
}

export function needsOf(state: ConnectionState): Needs {
  const none: Needs = { socket: false, token: false, snapshot: false, timers: {} }
  switch (state.name) {
    case 'idle':
    case 'stopped':
      return none
    case 'fetching_token':
      return { ...none, token: true, timers: { deadline: state.deadline_at } }
    case 'fetching_snapshot':
      return { ...none, snapshot: true, timers: { deadline: state.deadline_at } }
    case 'connecting':
    case 'authenticating':
      return { ...none, socket: true, timers: { deadline: state.deadline_at } }
    case 'catching_up':
    case 'live':
      return { ...none, socket: true, token: state.is_renewing, timers: linkTimers(state) }
    case 'resyncing':
    case 'pulling': {
      const timers = { ...linkTimers(state), deadline: state.deadline_at }
      return { socket: true, token: state.is_renewing, snapshot: state.name === 'resyncing', timers }
    }
    case 'waiting':
    case 'offline':
      return { ...none, timers: { retry: state.retry_at } }
  }
}

function linkTimers({ beat_at, stable_at, renew_at, behind }: Link): Needs['timers'] {
  return {
    beat: beat_at,
    ...(stable_at !== null && { stable: stable_at }),
    ...(renew_at !== null && { renew: renew_at }),
    ...(behind !== null && { behind: behind.at }),
  }
}

const stay = (state: ConnectionState): Step => ({ state, effects: [] })
const go = (state: ConnectionState, ...effects: Effect[]): Step => ({ state, effects })

const stayPut = { connect: stay, retry: stay, wake: stay, gone_offline: stay } satisfies Partial<Row<ConnectionState>>
const noToken = { token_ready: stay, token_failed: stay } satisfies Partial<Row<ConnectionState>>
const noSnapshot = { snapshot_ready: stay, snapshot_failed: stay } satisfies Partial<Row<ConnectionState>>
const noFrames = {
  hello: stay,
  ready: stay,
  events: stay,
  heartbeat: stay,
  bye: stay,
  heard: stay,
  garbled: stay,
  apply_failed: stay,
} satisfies Partial<Row<ConnectionState>>
const noSocket = { socket_open: stay, socket_closed: stay, ...noFrames } satisfies Partial<Row<ConnectionState>>
const noBeats = { beat_due: stay, stable_due: stay, renew_due: stay, behind_due: stay } satisfies Partial<
  Row<ConnectionState>
>
const noTimers = { deadline_due: stay, retry_due: stay, ...noBeats } satisfies Partial<Row<ConnectionState>>
const toIdle = (): Step => go({ name: 'idle' })

const resting: Omit<Row<ConnectionState>, 'connect' | 'retry'> = {
  close: toIdle,
  wake: stay,
  gone_offline: stay,
  ...noToken,
  ...noSnapshot,
  ...noSocket,
  ...noTimers,
}

const pausing: Row<StateOf<'waiting'> | StateOf<'offline'>> = {
  connect: stay,
  close: toIdle,
  retry: (state, _event, context) => begin(state.attempt, context),
  wake: (state, _event, context) => (state.is_ordered ? awake(state, context) : begin(state.attempt, context)),
  gone_offline: (state) => go({ ...state, name: 'offline' }),
  ...noToken,
  ...noSnapshot,
  ...noSocket,
  deadline_due: stay,
  // Also while offline: browsers are wrong about that often enough.
  retry_due: (state, _event, context) => begin(state.attempt, context),
  ...noBeats,
}

/** A request in hand, or a socket without an answer yet: everything ends in the next step or in another try. */
const trying = {
  ...stayPut,
  close: toIdle,
  deadline_due: (state, _event, context) => lose(state, context),
  retry_due: stay,
  ...noBeats,
} satisfies Partial<Row<Fetching | Opening>>

const opening = {
  ...trying,
  ...noToken,
  ...noSnapshot,
  socket_closed: (state, { code }, context) => end(state, code, context),
  bye: (state, { frame }, context) => leave(state, frame, context),
  garbled: (state, _event, context) => lose(state, context),
  heard: stay,
  events: stay,
  heartbeat: stay,
} satisfies Partial<Row<Opening>>

/** What all states of an authenticated socket have in common. */
const linked = {
  connect: stay,
  close: toIdle,
  retry: stay,
  wake: stay,
  gone_offline: stay,
  token_ready: (state, { renew_at }) =>
    state.is_renewing
      ? go({ ...state, is_renewing: false, renew_at }, { type: 'send_auth', with_cursor: false })
      : stay(state),
  token_failed: (state, { failure }, { now }) => {
    if (!state.is_renewing) return stay(state)
    if (failure.kind === 'refused') return go({ name: 'stopped', reason: failure.reason })
    const wait = Math.max(limits.renew_again_ms, failure.retry_after_ms)
    return go({ ...state, is_renewing: false, renew_at: now + wait })
  },
  socket_open: stay,
  socket_closed: (state, { code }, context) => end(state, code, context),
  hello: (state) => go(heard(state)),
  bye: (state, { frame }, context) => leave(state, frame, context),
  heard: (state) => go(heard(state)),
  garbled: (state, _event, context) => lose(state, context),
  retry_due: stay,
  beat_due: (state, _event, context) => beat(state, context),
  stable_due: (state) => go({ ...state, attempt: 0, stable_at: null }),
  renew_due: (state) => go({ ...state, is_renewing: true, renew_at: null }, { type: 'forget_token' }),
} satisfies Partial<Row<Linked>>

/** Where events count. */
const following = {
  ...linked,
  ...noSnapshot,
  ready: (state, { frame }, context) => answer(heard(state), frame, context),
  heartbeat: (state, { frame }, context) => answerBeat(compareCounters(heard(state), frame, context), context),
  apply_failed: (state, _event, context) => resync(state, context),
  deadline_due: stay,
} satisfies Partial<Row<Linked>>

/** Where they do not: the server is not where we are. */
const repairing = {
  ...linked,
  events: (state, { frame }) => go({ ...heard(state), n: Math.max(state.n, frame.n) }),
  heartbeat: (state, _event, context) => answerBeat(go(heard(state)), context),
  deadline_due: (state, _event, context) => lose(state, context),
  behind_due: stay,
} satisfies Partial<Row<Linked>>

const table: { readonly [S in StateName]: Row<StateOf<S>> } = {
  idle: {
    ...resting,
    connect: (_state, _event, context) => begin(0, context),
    retry: (_state, _event, context) => begin(0, context),
  },
  stopped: {
    ...resting,
    connect: (_state, _event, context) => begin(0, context),
    retry: (_state, _event, context) => begin(0, context),
  },
  fetching_token: {
    ...trying,
    ...noSnapshot,
    ...noSocket,
    token_ready: ({ attempt }, { renew_at }, { has_cursor, now }) =>
      has_cursor
        ? go({ name: 'connecting', attempt, renew_at, deadline_at: now + limits.answer_ms })
        : go({ name: 'fetching_snapshot', attempt, renew_at, deadline_at: now + limits.snapshot_ms }),
    token_failed: (state, { failure }, context) => giveUp(state, failure, context),
  },
  // Before the socket and not after it: the first screen is there sooner, and the cursor is one that can be resumed.
  fetching_snapshot: {
    ...trying,
    ...noToken,
    ...noSocket,
    snapshot_ready: ({ attempt, renew_at }, { snapshot }, { now }) => {
      const connecting = { name: 'connecting', attempt, renew_at, deadline_at: now + limits.answer_ms } as const
      return go(connecting, { type: 'replace', snapshot })
    },
    snapshot_failed: (state, { failure }, context) => giveUp(state, failure, context),
  },
  connecting: {
    ...opening,
    socket_open: ({ attempt, renew_at }, _event, { now }) => {
      const deadline_at = now + limits.answer_ms
      const { heartbeat_ms } = limits
      const authenticating = { name: 'authenticating', attempt, renew_at, deadline_at, heartbeat_ms } as const
      return go(authenticating, { type: 'send_auth', with_cursor: true })
    },
    hello: stay,
    ready: stay,
    apply_failed: (state, _event, context) => lose(state, context),
  },
  authenticating: {
    ...opening,
    socket_open: stay,
    hello: (state, { frame }) => go({ ...state, heartbeat_ms: within(1_000, frame.heartbeat_ms, 120_000) }),
    ready: (state, { frame }, context) => answer(newLink(state, context), frame, context),
    apply_failed: stay,
  },
  catching_up: {
    ...following,
    // A new connection rather than a pull: the end of this replay could be taken for the answer to it.
    events: (state, { frame }, context) => follow(state, frame) ?? lose(state, context),
    behind_due: (state, _event, context) => (isBehind(state) ? lose(state, context) : go({ ...state, behind: null })),
  },
  live: {
    ...following,
    // The link may be dead without knowing. A pull shows whether it is, and brings what was missed.
    wake: (state, _event, context) => pull(state, context),
    gone_offline: (state, _event, context) => pull(state, context),
    beat_due: (state, _event, context) => (wasAsleep(state, context) ? pull(state, context) : beat(state, context)),
    events: (state, { frame }, context) => follow(state, frame) ?? pull({ ...state, n: frame.n }, context),
    behind_due: (state, _event, context) =>
      isBehind(state) ? pull(caughtUpTo(state), context) : go({ ...state, behind: null }),
  },
  resyncing: {
    ...repairing,
    ready: (state) => go(heard(state)),
    snapshot_ready: (state, { snapshot }, { now }) => {
      const pulling = { ...linkOf(state), name: 'pulling', deadline_at: now + limits.answer_ms } as const
      return go(pulling, { type: 'replace', snapshot }, { type: 'send_pull' })
    },
    snapshot_failed: (state, { failure }, context) => giveUp(state, failure, context),
    apply_failed: stay,
  },
  pulling: {
    ...repairing,
    ...noSnapshot,
    // A resync may be the answer or may have crossed the pull: only a new connection tells.
    ready: (state, { frame }, context) =>
      frame.mode === 'resync' ? lose(state, context) : answer(heard(state), frame, context),
    apply_failed: (state, _event, context) => lose(state, context),
  },
  waiting: pausing,
  offline: pausing,
}

function begin(attempt: number, { now }: Context): Step {
  return go({ name: 'fetching_token', attempt, deadline_at: now + limits.token_ms })
}

/** Full jitter, so that those who lost the server together do not come back together. */
function lose(
  { attempt }: { readonly attempt: number },
  context: Context,
  notBeforeMs = 0,
  ...effects: Effect[]
): Step {
  const ceiling = Math.min(limits.longest_backoff_ms, limits.backoff_ms * 2 ** attempt)
  const wait = Math.max(notBeforeMs, context.random * ceiling)
  const name = context.is_online ? 'waiting' : 'offline'
  return go({ name, attempt: attempt + 1, retry_at: context.now + wait, is_ordered: notBeforeMs > 0 }, ...effects)
}

function giveUp(state: { readonly attempt: number }, failure: Failure, context: Context): Step {
  if (failure.kind === 'refused') return go({ name: 'stopped', reason: failure.reason })
  return lose(state, context, failure.retry_after_ms)
}

function awake(state: StateOf<'waiting' | 'offline'>, { is_online }: Context): Step {
  return go({ ...state, name: is_online ? 'waiting' : 'offline' })
}

interface Ending {
  readonly resume: boolean
  readonly token: boolean
}
const endings = new Map<number, Ending>(Object.values(closeCodes).map(({ code, ...ending }) => [code, ending]))
const unknownEnding: Ending = { resume: true, token: false }

function end(state: { readonly attempt: number }, code: number, context: Context): Step {
  return depart(state, endings.get(code) ?? unknownEnding, 0, context)
}

function leave(state: { readonly attempt: number }, { code, resume, after_ms }: ByeFrame, context: Context): Step {
  return depart(state, { ...(endings.get(code) ?? unknownEnding), resume }, after_ms, context)
}

function depart(
  state: { readonly attempt: number },
  { resume, token }: Ending,
  afterMs: number,
  context: Context,
): Step {
  const effects: Effect[] = token ? [{ type: 'forget_token' }] : []
  if (!resume) return go({ name: 'stopped', reason: token ? 'forbidden' : 'replaced' }, ...effects)
  return lose(state, context, afterMs, ...effects)
}

function newLink({ attempt, renew_at, heartbeat_ms }: StateOf<'authenticating'>, { now, random }: Context): Link {
  return {
    attempt,
    renew_at,
    heartbeat_ms,
    n: 0,
    missed: 0,
    beat_at: now + random * heartbeat_ms, // or all that came together would beat together
    stable_at: attempt > 0 ? now + limits.stable_ms : null,
    is_renewing: false,
    behind: null,
    repairs: 0,
  }
}

/** A link without what belongs to the state it was in. */
function linkOf(state: Link): Link {
  const { attempt, renew_at, heartbeat_ms, n, missed, beat_at, stable_at, is_renewing, repairs } = state
  return { attempt, renew_at, heartbeat_ms, n, missed, beat_at, stable_at, is_renewing, behind: null, repairs }
}

function heard<S extends Link>(state: S): S {
  return { ...state, missed: 0 }
}

function answer(link: Link, { mode }: ReadyFrame, context: Context): Step {
  if (mode === 'live') return go({ ...linkOf(link), name: 'live', repairs: 0 })
  if (mode === 'replay') return go({ ...linkOf(link), name: 'catching_up' })
  return resync(link, context)
}

function resync(link: Link, context: Context): Step {
  if (link.repairs >= limits.repairs) return lose(link, context)
  const deadline_at = context.now + limits.snapshot_ms
  return go({ ...linkOf(link), name: 'resyncing', deadline_at, repairs: link.repairs + 1 })
}

function pull(link: Link, context: Context): Step {
  if (link.repairs >= limits.repairs) return lose(link, context)
  const deadline_at = context.now + limits.answer_ms
  return go({ ...linkOf(link), name: 'pulling', deadline_at, repairs: link.repairs + 1 }, { type: 'send_pull' })
}

/** The next frame is applied, one that was seen already is not; null where one is missing. */
function follow(state: StateOf<'catching_up' | 'live'>, frame: EventsFrame): Step | null {
  if (frame.n > state.n + 1) return null
  if (frame.n <= state.n) return go(heard(state))
  const behind = state.behind && state.behind.n > frame.n ? state.behind : null
  return go({ ...heard(state), n: frame.n, behind }, { type: 'apply', frame })
}

/** Equal counters: all that was sent has arrived, so the server's cursor is ours too, however quiet it is for us. */
function compareCounters(state: Linked, { n, cursor }: ServerHeartbeatFrame, { now }: Context): Step {
  if (n === state.n) return go(state, { type: 'advance', cursor })
  if (n < state.n || state.behind !== null) return stay(state)
  return go({ ...state, behind: { n, at: now + limits.behind_ms } })
}

function isBehind({ behind, n }: Link): boolean {
  return behind !== null && n < behind.n
}

/** What was lost is given up: the answer to a pull goes on counting from there. */
function caughtUpTo(state: StateOf<'live'>): StateOf<'live'> {
  return { ...state, n: Math.max(state.n, state.behind?.n ?? 0) }
}

function beat(state: Linked, context: Context): Step {
  if (state.missed >= limits.missed_beats) return lose(state, context)
  const beat_at = context.now + state.heartbeat_ms
  return go({ ...state, missed: state.missed + 1, beat_at }, { type: 'send_heartbeat', n: state.n })
}

/**
 * An answer counts as a beat, so that a page whose timers are slowed down is not taken for dead. None is given soon after
 * the last: two sides that answer each other would never stop.
 */
function answerBeat({ state, effects }: Step, { now }: Context): Step {
  if (!('beat_at' in state) || now < state.beat_at - 0.75 * state.heartbeat_ms) return { state, effects }
  const beat_at = now + state.heartbeat_ms
  return go({ ...state, beat_at }, ...effects, { type: 'send_heartbeat', n: state.n })
}

function wasAsleep({ beat_at }: Link, { now }: Context): boolean {
  return now - beat_at > limits.asleep_ms
}

function within(low: number, value: number, high: number): number {
  return Math.min(Math.max(low, value), high)
}
