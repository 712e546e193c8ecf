export interface Settings {
  /** How long one round of load lasts. */
  readonly seconds: number
  /** Rounds per contestant. */
  readonly runs: number
  /** Also the sizes that take many minutes to prepare. */
  readonly large: boolean
  /** Tells a person how it goes. */
  say(progress: string): void
}

/** What one benchmark found. Figures carry their unit in their name; `null` is a figure that this machine cannot give. */
export interface Outcome {
  readonly ok: boolean
  readonly figures: Readonly<Record<string, number | string | boolean | null>>
  /** How the goal was met, line by line, for the table. */
  readonly verdicts: readonly Verdict[]
  /** More to read, as text. */
  readonly notes?: string
}

export interface Verdict {
  readonly work: string
  readonly ours: string
  /** The floor, the peer or the limit in the same unit. */
  readonly against: string
  readonly goal: string
  readonly ok: boolean
}

export interface Benchmark {
  readonly name: string
  run(settings: Settings): Promise<Outcome>
}

export function outcomeOf(figures: Outcome['figures'], verdicts: readonly Verdict[], notes?: string): Outcome {
  const ok = verdicts.every((verdict) => verdict.ok)
  return notes === undefined ? { ok, figures, verdicts } : { ok, figures, verdicts, notes }
}
