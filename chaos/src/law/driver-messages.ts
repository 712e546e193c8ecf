import type { Step } from './steps.ts'

/** One client to be: who it speaks for. */
export interface Listener {
  key: string
  session: string
  workspaceId: string
}

export type ToDriver =
  | { op: 'start'; url: string; listeners: Listener[] }
  | { op: 'bounce'; keys: string[]; keepsState: boolean }
  /** From now on nothing goes wrong on the network any more. */
  | { op: 'calm' }
  | { op: 'settle'; withinMs: number }

/** What became of one client. */
export interface Told {
  key: string
  steps: Step[]
  /** Of each connection: from its first frame until everything missed had been applied. */
  catchUpsMs: number[]
  /** The same, of those that began after the network was calm. */
  calmCatchUpsMs: number[]
  /** How often a snapshot took the place of the log, the first one included. */
  resyncs: number
  /** How long it took in the end until it held what a fresh snapshot says. */
  settledMs: number
  differences: string[]
}

export interface FromDriver {
  op: 'report'
  told: Told[]
}
