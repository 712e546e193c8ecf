import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { appSecret, owner, type ServerProcess, verifyToken } from '../../../tools/server-process.ts'
import { password } from '../population.ts'
import type { Tenant } from './tenants.ts'

/** What may stand in no log: what opens something, and what people wrote. */
export function secretsOf(server: ServerProcess, tenants: readonly Tenant[]): string[] {
  const key = join(server.dataDir, 'secret-key')
  return [
    appSecret,
    verifyToken,
    owner.password,
    password,
    ...(existsSync(key) ? [readFileSync(key, 'utf8').trim()] : []),
    ...tenants.flatMap(({ people, accounts }) => [
      ...people.flatMap(({ session, token }) => [session, token, token.split('.').at(-1)!]),
      ...accounts.map(({ externalId }) => `token of ${externalId}`),
    ]),
  ]
}

/** Everything that the server and its database have written down about themselves. */
export function logsOf(server: ServerProcess): string {
  const files = [server.logFile, join(server.dataDir, 'postgres/postgres.log')]
  return files.map((file) => (existsSync(file) ? readFileSync(file, 'utf8') : '')).join('\n')
}
