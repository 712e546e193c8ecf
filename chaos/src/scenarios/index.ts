import type { Scenario } from '../scenario.ts'
import { database } from './database.ts'
import { fuzzSockets } from './fuzz-sockets.ts'
import { fuzzWebhooks } from './fuzz-webhooks.ts'
import { ingest } from './ingest.ts'
import { isolation } from './isolation.ts'
import { law } from './law.ts'

/** The plan, in the order in which it runs. */
export const scenarios: readonly Scenario[] = [ingest, law, fuzzWebhooks, fuzzSockets, isolation, database]
