/**
 * What a connection is doing, as a pure table. Words:
 *
 * - `greeting`: hello has been said, auth has not; `identifying`: who is it?
 * - `starting`: where to continue is being decided, after an auth or a pull
 * - `reading`: catching up with the log, from the tail or in pages
 * - `live`: everything has been sent; what comes is pushed
 * - `held`: the socket is full; nothing is sent until it has drained
 * - `checking`: an event said that this member may hear more or less than before; nothing is sent until that is clear
 * - `waiting`: the client was told to resync; nothing is sent until its pull
 */
export type Phase =
  | 'greeting'
  | 'identifying'
  | 'starting'
  | 'reading'
  | 'live'
  | 'held'
  | 'checking'
  | 'waiting'
  | 'closed'

export type Signal =
  | 'auth'
  | 'identified'
  | 'pull'
  | 'continue'
  | 'resync'
  | 'caught_up'
  | 'behind'
  | 'full'
  | 'drained'
  | 'doubt'
  | 'confirmed'
  | 'close'

type Row = Readonly<Record<Signal, Phase | null>>

const nothing: Row = {
  auth: null,
  identified: null,
  pull: null,
  continue: null,
  resync: null,
  caught_up: null,
  behind: null,
  full: null,
  drained: null,
  doubt: null,
  confirmed: null,
  close: 'closed',
}
/** Once a member is known, a pull begins anew and a resync ends whatever was going on. */
const known: Row = { ...nothing, pull: 'starting', resync: 'waiting' }

const table: Readonly<Record<Phase, Row>> = {
  greeting: { ...nothing, auth: 'identifying' },
  identifying: { ...nothing, identified: 'starting' },
  starting: { ...known, continue: 'reading' },
  reading: { ...known, caught_up: 'live', full: 'held', doubt: 'checking' },
  live: { ...known, behind: 'reading', full: 'held' },
  held: { ...known, drained: 'reading' },
  checking: { ...known, confirmed: 'reading' },
  waiting: known,
  closed: { ...nothing, close: null },
}

/** Null: that cannot happen now, and changes nothing. */
export function next(phase: Phase, signal: Signal): Phase | null {
  return table[phase][signal]
}
