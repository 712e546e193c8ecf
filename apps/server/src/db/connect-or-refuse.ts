import type pg from 'pg'
import { StartError } from './start-error.ts'

const oldestSupported = 15

/**
 * Connects, or says in one sentence what is wrong with DATABASE_URL and what to do about it. `description` names host
 * and database; user and password are never repeated.
 */
export async function connectOrRefuse(client: pg.Client, description: string): Promise<void> {
  try {
    await client.connect()
  } catch (error) {
    throw new StartError(explainRefusal(error as NodeJS.ErrnoException, description), { cause: error })
  }
  const { rows } = await client.query(`select current_setting('server_version_num')::int as version`)
  const problem = explainVersion(rows[0].version, description)
  if (problem) throw new StartError(problem)
}

/** `version` as PostgreSQL counts: 150004 is 15.4. Null where it is new enough. */
export function explainVersion(version: number, description: string): string | null {
  const major = Math.floor(version / 10_000)
  if (major >= oldestSupported) return null
  return `The ${description} is version ${major}: Switchboard needs ${oldestSupported} or newer, so point DATABASE_URL to one.`
}

export function explainRefusal({ code = '', message }: NodeJS.ErrnoException, description: string): string {
  switch (true) {
    case code === 'ECONNREFUSED' || code === 'ENOENT':
      return `Nothing answers for the ${description}: start it, or correct host and port in DATABASE_URL.`
    case code === 'ENOTFOUND' || code === 'EAI_AGAIN':
      return `The host of the ${description} is not known: correct it in DATABASE_URL.`
    case code === 'ETIMEDOUT' || code === 'EHOSTUNREACH' || /timeout/.test(message):
      return `The ${description} does not answer in time: check host, port and firewall of DATABASE_URL.`
    case code === '28P01' || code === '28000' || /password must be a/.test(message):
      return `The ${description} refuses the user or password of DATABASE_URL: correct them.`
    case code === '3D000':
      return `The ${description} does not exist: create it, or correct the name at the end of DATABASE_URL.`
    case code === '53300':
      return `The ${description} has no connection left: raise its max_connections, or close other clients.`
    case /SSL/.test(message):
      return `The ${description} and DATABASE_URL disagree about encryption: set sslmode in DATABASE_URL to what it offers.`
    default:
      return `The ${description} cannot be used (${message}): check DATABASE_URL.`
  }
}
