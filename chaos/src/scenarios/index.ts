import type { Scenario } from '../scenario.ts'
import { ingest } from './ingest.ts'
import { law } from './law.ts'

/** The plan, in the order in which it runs. */
export const scenarios: readonly Scenario[] = [ingest, law]
