import type { Operations } from '../parts/serve-part.ts'
import type { Part } from '../parts/start-part.ts'
import type { Stack } from '../stack/start-stack.ts'
import { familyCpuUs } from './processes.ts'

/** CPU time that some work took, per process, in microseconds. Null where the system does not tell. */
export interface CpuSpent {
  server: number
  postgres: number | null
  driver: number
}

export async function spendCpu<T, O extends Operations>(
  { inspector, server }: Stack,
  driver: Part<O>,
  work: () => Promise<T>,
): Promise<{ result: T; spent: CpuSpent }> {
  const read = async () => ({
    server: await inspector.cpuUs(),
    postgres: familyCpuUs(server.databasePid() ?? 0),
    driver: await driver.inspector.cpuUs(),
  })
  const before = await read()
  const result = await work()
  const after = await read()
  const postgres = after.postgres === null || before.postgres === null ? null : after.postgres - before.postgres
  return { result, spent: { server: after.server - before.server, postgres, driver: after.driver - before.driver } }
}
