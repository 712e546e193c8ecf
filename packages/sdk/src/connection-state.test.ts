import type { EventsFrame, ReadyFrame, Snapshot } from '@switchboard/protocol'
import { closeCodes } from '@switchboard/protocol/close-codes'
import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import {
  type ConnectionEvent,
  type ConnectionState,
  type Context,
  type Effect,
  type EventName,
  initialState,
  limits,
  needsOf,
  type StateName,
  step,
  type TimerName,
} from './connection-state.ts'
import { statusOf } from './connection-status.ts'

// Hundreds of histories are played, on machines that have other work too.
vi.setConfig({ testTimeout: 60_000 })

const snapshot = {} as Snapshot
const atStart: Context = { now: 1_000_000, random: 0.5, has_cursor: true, is_online: true }

const connect: ConnectionEvent = { type: 'connect' }
const tokenReady: ConnectionEvent = { type: 'token_ready', renew_at: null }
const socketOpen: ConnectionEvent = { type: 'socket_open' }
const live = ready('live')
const toAuthenticating = [connect, tokenReady, socketOpen]
const toLive = [...toAuthenticating, live]
const toResyncing = [...toLive, ready('resync')]
const toPulling: ConnectionEvent[] = [...toResyncing, { type: 'snapshot_ready', snapshot }]

describe('the table', () => {
  it('[C42] leads from state to state, whatever happens in whatever order, and never has too much or too little open', () => {
    const seen = new Set<StateName>()
    fc.assert(
      fc.property(fc.array(anyHappening, { maxLength: 120, size: 'max' }), (happenings) => {
        let state = initialState
        let now = atStart.now
        for (const happening of happenings) {
          now += happening.passed_ms
          const event = eventFor(state, happening)
          const context = { now, random: happening.random, has_cursor: happening.flag, is_online: happening.online }
          const result = step(state, event, context)
          checkStep(state, event, result.state, result.effects, context)
          state = result.state
          seen.add(state.name)
        }
      }),
      { numRuns: 600 },
    )
    expect([...seen].sort()).toEqual([...allStates].sort())
  })

  it('[C42] comes to a pause by itself from wherever the server falls silent', () => {
    fc.assert(
      fc.property(fc.array(anyHappening, { maxLength: 60, size: 'max' }), (happenings) => {
        let state = initialState
        let now = atStart.now
        for (const happening of happenings) {
          now += happening.passed_ms
          state = step(state, eventFor(state, happening), { ...atStart, now }).state
        }
        for (let steps = 0; steps < 40 && !isAtRest(state); steps++) {
          const [timer, at] = Object.entries(needsOf(state).timers).sort(([, a], [, b]) => a - b)[0]!
          now = Math.max(now, at)
          state = step(state, { type: `${timer as TimerName}_due` }, { ...atStart, now }).state
        }
        expect(isAtRest(state)).toBe(true)
      }),
    )
  })
})

describe('connecting', () => {
  it('[C40] fetches a snapshot first where there is no cursor', () => {
    const { state } = run([connect, tokenReady], { has_cursor: false })
    expect(state.name).toBe('fetching_snapshot')
    const next = step(state, { type: 'snapshot_ready', snapshot }, atStart)
    expect(next).toMatchObject({ state: { name: 'connecting' }, effects: [{ type: 'replace' }] })
  })

  it('[C40] connects at once where there is one', () => {
    expect(run([connect, tokenReady]).state.name).toBe('connecting')
  })

  it.each([
    ['live', 'live'],
    ['replay', 'syncing'],
    ['resync', 'syncing'],
  ] as const)('[C41] after ready with mode %s shows %s', (mode, shown) => {
    expect(statusOf(run([...toAuthenticating, ready(mode)]).state).is).toBe(shown)
  })

  it('[C41] shows live after a replay when the server says that it is over, however much was applied', () => {
    const replaying = run([...toAuthenticating, ready('replay'), events(1), events(2)]).state
    expect(statusOf(replaying).is).toBe('syncing')
    expect(statusOf(run([live], {}, replaying).state).is).toBe('live')
  })
})

describe('a resync', () => {
  it('[C43] passes events over until the pull that follows the snapshot has been answered', () => {
    const { state, effects } = run([...toPulling, events(1), events(2)])
    expect(state.name).toBe('pulling')
    expect(effects.map(({ type }) => type)).toEqual(['send_auth', 'replace', 'send_pull'])
    const answered = run([live, events(3)], {}, state)
    expect(answered.state).toMatchObject({ name: 'live', n: 3 })
    expect(answered.effects).toEqual([{ type: 'apply', frame: events(3).frame }])
  })

  it('[C43] in the place of the answer leads to a new connection', () => {
    expect(run([...toPulling, ready('resync')]).state.name).toBe('waiting')
  })

  it('[C43] that never comes to an end leads to a new connection', () => {
    let { state } = run(toLive)
    const names: string[] = []
    for (let n = 0; n <= limits.repairs; n++) {
      state = run([{ type: 'apply_failed' }, { type: 'snapshot_ready', snapshot }, ready('replay')], {}, state).state
      names.push(state.name)
    }
    expect(names).toEqual(['catching_up', 'catching_up', 'catching_up', 'waiting'])
  })
})

describe('frames', () => {
  it('[C44] are applied once each', () => {
    const { state, effects } = run([...toLive, events(1), events(1), events(2), events(1)])
    expect(state).toMatchObject({ name: 'live', n: 2 })
    expect(applied(effects)).toEqual([1, 2])
  })

  it('[C44] with one missing lead to a pull', () => {
    const { state, effects } = run([...toLive, events(1), events(3)])
    expect(state).toMatchObject({ name: 'pulling', n: 3 })
    expect(applied(effects)).toEqual([1])
    expect(effects.at(-1)).toEqual({ type: 'send_pull' })
    expect(applied(run([live, events(4)], {}, state).effects)).toEqual([4])
  })

  it('[C44] with one missing in a replay lead to a new connection', () => {
    expect(run([...toAuthenticating, ready('replay'), events(1), events(3)]).state.name).toBe('waiting')
  })

  it.each([
    ['garbled', 'waiting'],
    ['apply_failed', 'resyncing'],
  ] as const)('[C52] that are %s leave the link %s', (type, name) => {
    expect(run([...toLive, { type }]).state.name).toBe(name)
  })
})

describe('heartbeats', () => {
  it('[C45] with the same counter bring the cursor on', () => {
    const { effects } = run([...toLive, events(1), heartbeat(1, 'c2')])
    expect(effects).toContainEqual({ type: 'advance', cursor: 'c2' })
  })

  it('[C45] with a higher counter lead to a pull after two seconds', () => {
    const { state } = run([...toLive, heartbeat(2, 'c2')])
    expect(needsOf(state).timers.behind).toBe(atStart.now + 2_000)
    expect(run([{ type: 'behind_due' }], {}, state).state.name).toBe('pulling')
    expect(run([events(1), events(2), { type: 'behind_due' }], {}, state).state.name).toBe('live')
  })

  it('[C46] start at a random part of their interval', () => {
    const hello: ConnectionEvent = { type: 'hello', frame: { op: 'hello', heartbeat_ms: 20_000, session_id: 's' } }
    const { state } = run([...toAuthenticating, hello, live], { random: 0.25 })
    expect(needsOf(state).timers.beat).toBe(atStart.now + 5_000)
  })

  it('[C46] are answered, and an answer is no reason for another', () => {
    const { state, effects } = run([...toLive, heartbeat(0, 'c'), heartbeat(0, 'c')])
    expect(effects.filter(({ type }) => type === 'send_heartbeat')).toEqual([{ type: 'send_heartbeat', n: 0 }])
    expect(needsOf(state).timers.beat).toBe(atStart.now + limits.heartbeat_ms)
  })

  it('[C46] that stay unanswered twice lead to a new connection', () => {
    const beat: ConnectionEvent = { type: 'beat_due' }
    const context = { now: atStart.now + limits.heartbeat_ms }
    expect(run([...toLive, beat, beat], context).state.name).toBe('live')
    expect(run([...toLive, beat, beat, beat], context).state.name).toBe('waiting')
    expect(run([...toLive, beat, beat, { type: 'heard' }, beat], context).state.name).toBe('live')
  })

  it('[C51] that come late because the machine slept lead to a pull', () => {
    const { state } = run(toLive)
    const now = needsOf(state).timers.beat! + limits.asleep_ms + 1
    expect(step(state, { type: 'beat_due' }, { ...atStart, now })).toMatchObject({
      state: { name: 'pulling' },
      effects: [{ type: 'send_pull' }],
    })
  })
})

describe('coming back', () => {
  const cut: ConnectionEvent = { type: 'socket_closed', code: 1006 }

  it('[C47] waits a random part of twice as long each time, up to half a minute', () => {
    const waits = []
    let { state } = run([connect], { random: 1 })
    for (let n = 0; n < 9; n++) {
      state = run([tokenReady, cut], { random: 1 }, state).state
      waits.push(needsOf(state).timers.retry! - atStart.now)
      state = run([{ type: 'retry_due' }], {}, state).state
    }
    expect(waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000])
    expect(run([...toLive, cut], { random: 0 }).state).toMatchObject({ retry_at: atStart.now })
  })

  it('[C47] counts from the start again when a link has held for a minute', () => {
    const again = run([...toLive, cut, { type: 'retry_due' }, tokenReady, socketOpen, live]).state
    expect(again).toMatchObject({ attempt: 1, stable_at: atStart.now + 60_000 })
    expect(run([cut], {}, again).state).toMatchObject({ attempt: 2 })
    expect(run([{ type: 'stable_due' }, cut], {}, again).state).toMatchObject({ attempt: 1 })
  })

  it.each([
    ['bye', { type: 'bye', frame: { op: 'bye', code: 1012, resume: true, after_ms: 7_000 } }],
    ['a refused token', { type: 'token_failed', failure: { kind: 'failed', retry_after_ms: 7_000 } }],
    ['a refused snapshot', { type: 'snapshot_failed', failure: { kind: 'failed', retry_after_ms: 7_000 } }],
  ] as const)('[C47] waits as long as %s asks for, also when somebody looks', (_name, event) => {
    const before = { bye: toLive, token_failed: [connect], snapshot_failed: toResyncing }[event.type]
    const { state } = run([...before, event])
    expect(state).toMatchObject({ name: 'waiting', retry_at: atStart.now + 7_000 })
    expect(run([{ type: 'wake' }], {}, state).state).toEqual(state)
    expect(run([{ type: 'retry' }], {}, state).state.name).toBe('fetching_token')
  })

  it.each(['wake', 'retry', 'retry_due'] as const)('[C48] tries at once on %s', (type) => {
    expect(run([...toLive, cut, { type }]).state.name).toBe('fetching_token')
  })

  it.each(Object.entries(closeCodes))(
    '[C49][C50] after being closed as %s does what the code says',
    (_name, { code, resume, token }) => {
      const { state, effects } = run([...toLive, { type: 'socket_closed', code }])
      expect(state.name).toBe(resume ? 'waiting' : 'stopped')
      if (!resume) expect(state).toMatchObject({ reason: token ? 'forbidden' : 'replaced' })
      expect(effects.some(({ type }) => type === 'forget_token')).toBe(token)
    },
  )

  it('[C50] stops where a person has to sign in, and starts again when they have', () => {
    const { state } = run([connect, { type: 'token_failed', failure: { kind: 'refused', reason: 'sign_in' } }])
    expect(statusOf(state)).toEqual({ is: 'stopped', reason: 'sign_in' })
    expect(run([connect], {}, state).state.name).toBe('fetching_token')
  })

  it('[C53] says offline while the browser does, and tries nevertheless', () => {
    const { state } = run([...toLive, cut], { is_online: false })
    expect(statusOf(state)).toMatchObject({ is: 'offline', attempt: 1 })
    const trying = run([{ type: 'retry_due' }], { is_online: false }, state).state
    expect(trying.name).toBe('fetching_token')
    expect(statusOf(trying, false)).toEqual({ is: 'offline', attempt: 1, retry_at: null })
    expect(statusOf(trying, true)).toEqual({ is: 'reconnecting', attempt: 1, retry_at: null })
    expect(run([{ type: 'wake' }], {}, state).state.name).toBe('fetching_token')
  })
})

describe('a token', () => {
  it('[C49] is renewed while the link stays as it is', () => {
    const { state } = run([connect, { type: 'token_ready', renew_at: atStart.now + 5_000 }, socketOpen, live])
    expect(needsOf(state).timers.renew).toBe(atStart.now + 5_000)
    const renewing = step(state, { type: 'renew_due' }, atStart)
    expect(renewing.effects).toEqual([{ type: 'forget_token' }])
    expect(needsOf(renewing.state)).toMatchObject({ socket: true, token: true })
    const renewed = step(renewing.state, { type: 'token_ready', renew_at: atStart.now + 900_000 }, atStart)
    expect(renewed.effects).toEqual([{ type: 'send_auth', with_cursor: false }])
    expect(renewed.state).toMatchObject({ name: 'live', is_renewing: false })
  })

  it('[C49] that cannot be renewed now is asked for again, and the link stays', () => {
    const failed: ConnectionEvent = { type: 'token_failed', failure: { kind: 'failed', retry_after_ms: 0 } }
    const { state } = run([...toLive, { type: 'renew_due' }, failed])
    expect(state).toMatchObject({ name: 'live', renew_at: atStart.now + limits.renew_again_ms })
  })
})

const allStates: readonly StateName[] = [
  'idle',
  'stopped',
  'fetching_token',
  'fetching_snapshot',
  'connecting',
  'authenticating',
  'catching_up',
  'live',
  'resyncing',
  'pulling',
  'waiting',
  'offline',
]

const eventNames: readonly EventName[] = [
  'connect',
  'close',
  'retry',
  'wake',
  'gone_offline',
  'token_ready',
  'token_failed',
  'snapshot_ready',
  'snapshot_failed',
  'socket_open',
  'socket_closed',
  'hello',
  'ready',
  'events',
  'heartbeat',
  'bye',
  'heard',
  'garbled',
  'apply_failed',
  'deadline_due',
  'retry_due',
  'beat_due',
  'stable_due',
  'renew_due',
  'behind_due',
]
// So that random walks get anywhere, what usually comes next is more likely.
const usual: readonly EventName[] = [
  'connect',
  'token_ready',
  'snapshot_ready',
  'socket_open',
  'ready',
  'events',
  'retry',
]

type Happening = (typeof anyHappening extends fc.Arbitrary<infer H> ? H : never) & object
const anyHappening = fc.record({
  type: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...usual) },
    { weight: 2, arbitrary: fc.constantFrom(...eventNames) },
  ),
  mode: fc.constantFrom('live' as const, 'live' as const, 'replay' as const, 'resync' as const),
  code: fc.constantFrom(...Object.values(closeCodes).map(({ code }) => code), 1006),
  step: fc.constantFrom(1, 1, 1, 1, 0, 2),
  passed_ms: fc.nat(40_000),
  after_ms: fc.constantFrom(0, 5_000),
  random: fc.double({ min: 0, max: 1, noNaN: true }),
  flag: fc.boolean(),
  online: fc.boolean(),
})

function eventFor(state: ConnectionState, happening: Happening): ConnectionEvent {
  const { type, mode, code, after_ms, flag } = happening
  const n = ('n' in state ? state.n : 0) + happening.step
  const failure = flag
    ? ({ kind: 'refused', reason: 'sign_in' } as const)
    : ({ kind: 'failed', retry_after_ms: after_ms } as const)
  switch (type) {
    case 'token_ready':
      return { type, renew_at: flag ? null : atStart.now }
    case 'token_failed':
    case 'snapshot_failed':
      return { type, failure }
    case 'snapshot_ready':
      return { type, snapshot }
    case 'socket_closed':
      return { type, code }
    case 'hello':
      return { type, frame: { op: 'hello', heartbeat_ms: after_ms, session_id: 's' } }
    case 'ready':
      return ready(mode)
    case 'events':
      return events(n)
    case 'heartbeat':
      return heartbeat(n, 'c')
    case 'bye':
      return { type, frame: { op: 'bye', code, resume: flag, after_ms } }
    default:
      return { type }
  }
}

function checkStep(
  before: ConnectionState,
  event: ConnectionEvent,
  after: ConnectionState,
  effects: readonly Effect[],
  { now }: Context,
) {
  const [had, has] = [needsOf(before), needsOf(after)]
  const isResting = after.name === 'idle' || after.name === 'stopped'
  expect(Object.keys(has.timers).length > 0).toBe(!isResting)
  if (isResting) expect(has).toEqual({ socket: false, token: false, snapshot: false, timers: {} })
  if (event.type === 'close') expect(after.name).toBe('idle')
  // A socket is only ever replaced by way of having none.
  if (had.socket && has.socket) expect(event.type).not.toBe('socket_closed')
  if (had.socket && event.type === 'socket_closed') expect(has.socket).toBe(false)
  if ('retry_at' in after && before !== after) expect(after.retry_at - now).toBeLessThanOrEqual(30_000)
  if ('attempt' in after) expect(after.attempt).toBeGreaterThanOrEqual(0)
  if (after.name === 'live' && before.name !== 'live')
    expect(event).toMatchObject({ type: 'ready', frame: { mode: 'live' } })
  for (const effect of effects) checkEffect(before, after, effect)
}

function checkEffect(before: ConnectionState, after: ConnectionState, effect: Effect) {
  if (effect.type.startsWith('send_')) expect([needsOf(before).socket, needsOf(after).socket]).toEqual([true, true])
  if (effect.type === 'replace') expect(['fetching_snapshot', 'resyncing']).toContain(before.name)
  if (effect.type === 'send_pull') expect(after.name).toBe('pulling')
  if (effect.type === 'apply' || effect.type === 'advance') expect(['catching_up', 'live']).toContain(before.name)
  if (effect.type === 'apply') expect(effect.frame.n).toBe('n' in before ? before.n + 1 : Number.NaN)
}

function isAtRest({ name }: ConnectionState): boolean {
  return ['idle', 'stopped', 'waiting', 'offline'].includes(name)
}

function run(list: readonly ConnectionEvent[], context: Partial<Context> = {}, from = initialState) {
  const effects: Effect[] = []
  let state = from
  for (const event of list) {
    const result = step(state, event, { ...atStart, ...context })
    state = result.state
    effects.push(...result.effects)
  }
  return { state, effects }
}

function ready(mode: ReadyFrame['mode']) {
  return { type: 'ready', frame: { op: 'ready', mode, cursor: 'c' } } as const
}

function events(n: number) {
  const frame: EventsFrame = { op: 'events', n, cursor: `c${n}`, events: [] }
  return { type: 'events', frame } as const
}

function heartbeat(n: number, cursor: string) {
  return { type: 'heartbeat', frame: { op: 'heartbeat', n, cursor } } as const
}

function applied(effects: readonly Effect[]): number[] {
  return effects.flatMap((effect) => (effect.type === 'apply' ? [effect.frame.n] : []))
}
