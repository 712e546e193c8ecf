import type { Random } from '../random.ts'

/** What goes wrong on the way, on purpose. Probabilities run from 0 to 1; every draw repeats with the seed. */
export interface Faults {
  /** How likely a delivery comes twice: some of them side by side, the others one second after the acknowledgement. */
  duplicates: number
  /** Hold this many updates of a platform and deliver them shuffled. 0 or 1: in order. */
  reorder: number
  /** Put up to this many updates of a platform into one request. 0 or 1: one each. */
  batch: number
  /** Deliver everything this much later. */
  delayMs: number
  /** How likely the first attempt never reaches the receiver. It is retried. */
  drop: number
  /** How likely the receiver's first 200 gets lost on its way back. It is retried, so the receiver sees it twice. */
  loseAnswer: number
  /** Instagram: how likely a new message is followed by an edit of nothing, from nobody. */
  strayEdits: number
}

export const noFaults: Readonly<Faults> = {
  duplicates: 0,
  reorder: 0,
  batch: 0,
  delayMs: 0,
  drop: 0,
  loseAnswer: 0,
  strayEdits: 0,
}

const names = Object.keys(noFaults) as (keyof Faults)[]
const probabilities: readonly (keyof Faults)[] = ['duplicates', 'drop', 'loseAnswer', 'strayEdits']

/** Throws a RangeError that names the first fault which does not exist or has a value that makes no sense. */
export function checkedFaults(faults: Partial<Faults>): Partial<Faults> {
  for (const [name, value] of Object.entries(faults)) {
    const fault = names.find((known) => known === name)
    if (!fault) throw new RangeError(`There is no fault "${name}". There are: ${names.join(', ')}.`)
    const most = probabilities.includes(fault) ? 1 : Number.MAX_SAFE_INTEGER
    if (typeof value !== 'number' || !(value >= 0 && value <= most)) {
      throw new RangeError(`"${name}" is a number from 0${most === 1 ? ' to 1' : ''}.`)
    }
  }
  return faults
}

/** What happens to one delivery. */
export interface Fate {
  duplicate: 'none' | 'parallel' | 'later'
  dropsFirst: boolean
  losesFirstAnswer: boolean
}

export const noFate: Readonly<Fate> = { duplicate: 'none', dropsFirst: false, losesFirstAnswer: false }

export function drawFate(faults: Faults, random: Random): Fate {
  const comesTwice = random.chance(faults.duplicates)
  const isParallel = comesTwice && random.chance(0.5)
  return {
    duplicate: comesTwice ? (isParallel ? 'parallel' : 'later') : 'none',
    dropsFirst: random.chance(faults.drop),
    losesFirstAnswer: random.chance(faults.loseAnswer),
  }
}
