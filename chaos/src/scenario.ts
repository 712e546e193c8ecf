import type { Random } from '@switchboard/meta-sandbox/wire'

/** A number that a scenario can be given on the command line. */
export interface Parameter {
  readonly about: string
  readonly full: number
  readonly short: number
}

export type Figures = Record<string, number | string | null>

export interface Outcome {
  readonly figures: Figures
  /** Each promise and whether it held. The scenario is ok where all did. */
  readonly promises: readonly Promised[]
}

export interface Promised {
  readonly says: string
  readonly holds: boolean
}

/** What a scenario is given. All that it decides by chance, it decides by `random`. */
export interface Run<P extends string = string> {
  readonly seed: string
  readonly parameters: Readonly<Record<P, number>>
  /** Independent chance for each name: what one part draws does not change what another part gets. */
  random(name: string): Random
  /** Progress, for people. */
  say(words: string): void
}

export interface Scenario<P extends string = string> {
  readonly name: string
  /** What it promises, in one sentence. */
  readonly about: string
  readonly parameters: Readonly<Record<P, Parameter>>
  run(run: Run<P>): Promise<Outcome>
}
