import { startTestPostgres } from '../apps/server/src/db/testing.ts'

/** Vitest calls this once per run, before the first test file, and what it returns after the last. */
export default function setup(): Promise<() => Promise<void>> {
  return startTestPostgres()
}
