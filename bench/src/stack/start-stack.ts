import { readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { appSecret, type DatabaseSettings, prepareServer, type ServerProcess } from '../../../tools/server-process.ts'
import { type Inspector, inspect } from '../parts/inspector.ts'

export { appSecret }

/** The server under measurement with its database, in directories of its own. */
export interface Stack {
  readonly server: ServerProcess
  readonly database: DatabaseSettings
  readonly pool: pg.Pool
  /** Of the life that was running when the stack was started. */
  readonly inspector: Inspector
  close(): Promise<void>
}

/** `isInspected: false` leaves the process exactly as a user would start it; the inspector is then not to be used. */
export async function startStack({ isInspected = true } = {}): Promise<Stack> {
  const env: Record<string, string> = isInspected ? { NODE_OPTIONS: '--inspect=127.0.0.1:0' } : {}
  const server = await prepareServer({ env })
  try {
    await server.start()
    await ownerExists(server)
    const database = server.databaseSettings()
    const pool = new pg.Pool({ ...database, max: 4 })
    pool.on('error', () => {}) // the server has been stopped
    const inspector = isInspected ? await inspect(await inspectorOf(server)) : refusing
    return {
      server,
      database,
      pool,
      inspector,
      async close() {
        inspector.close()
        await pool.end()
        await server.close()
      },
    }
  } catch (error) {
    await server.close()
    throw error
  }
}

/** The owner of the settings is made on the first start, while requests are answered already. */
async function ownerExists({ url }: ServerProcess): Promise<void> {
  for (let i = 0; i < 500; i++) {
    const answer = await fetch(`${url}/api/v1/setup`)
    const { needed } = (await answer.json()) as { needed: boolean }
    if (!needed) return
    await delay(20)
  }
  throw new Error('the server has made no owner')
}

/** What a debugger would be told. */
async function inspectorOf(server: ServerProcess): Promise<string> {
  for (let i = 0; i < 100; i++) {
    const found = [...readFileSync(server.logFile, 'utf8').matchAll(/Debugger listening on (ws:\S+)/g)].at(-1)?.[1]
    if (found) return found
    await delay(20)
  }
  throw new Error('the server cannot be inspected')
}

const refuse = () => Promise.reject(new Error('this server was started without an inspector'))
const refusing: Inspector = {
  cpuUs: refuse,
  memory: refuse,
  startProfile: refuse,
  stopProfile: refuse,
  close() {},
}
