import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findPort } from '../../../tools/find-port.ts'
import { createTestDatabase, type TestDatabase } from './db/testing.ts'

let database: TestDatabase
let dataDir: string
beforeAll(async () => {
  database = await createTestDatabase()
  dataDir = mkdtempSync(join(tmpdir(), 'switchboard-main-'))
})
afterAll(async () => {
  await database.close()
  rmSync(dataDir, { recursive: true, force: true })
})

describe('a server', () => {
  it('[H21] [H16] says where it is and how to set it up, and ends in order when asked to', async () => {
    const port = await findPort()
    const server = run({ PORT: String(port), LOG_LEVEL: 'trace' })
    const link = await server.prints(/http:\/\/localhost:\d+\/setup\?code=([\w-]{43})\s/)

    expect(server.stdout()).toContain(`Switchboard is running at http://localhost:${port}\n`)
    expect(server.stderr()).not.toContain(link)
    await expect.poll(async () => (await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(200)

    server.process.kill('SIGTERM')
    server.process.kill('SIGTERM')
    expect(await server.ended).toBe(0)
  })

  it('[I3] that sets itself up has an owner before it says that it is ready', async () => {
    await using fresh = await createTestDatabase()
    const port = await findPort()
    const owner = { OWNER_EMAIL: 'owner@example.com', OWNER_PASSWORD: 'correct horse battery' }
    const server = run({ PORT: String(port), DATABASE_URL: fresh.url, ...owner })
    const at = (path: string) => fetch(`http://127.0.0.1:${port}${path}`)
    await expect.poll(async () => (await at('/readyz').catch(() => null))?.status, { timeout: 45_000 }).toBe(200)
    expect(await (await at('/api/v1/setup')).json()).toEqual({ needed: false })

    server.process.kill('SIGTERM')
    expect(await server.ended).toBe(0)
  })

  it('[H21] says so when its port is taken', async () => {
    const port = await findPort()
    const other = createServer().listen(port, '127.0.0.1')
    const server = run({ PORT: String(port) })
    expect(await server.ended).toBe(1)
    other.close()
    expect(sentences(server)).toEqual([`Port ${port} is taken: stop what listens there, or set PORT to another one.`])
  })

  it('[H21] [H19] says what is wrong with its settings', async () => {
    const server = run({ PORT: 'http', LOG_LEVEL: 'loud' })
    expect(await server.ended).toBe(1)
    expect(sentences(server)[0]).toBe('The settings do not add up:')
    expect(server.stdout()).toBe('')
  })

  it('[H21] says so when its database is not there', async () => {
    const server = run({ DATABASE_URL: 'postgres://127.0.0.1:1/nowhere' })
    expect(await server.ended).toBe(1)
    expect(sentences(server).join(' ')).toMatch(/DATABASE_URL/)
  })
})

describe('the work', () => {
  it('[H22] can be divided between processes', async () => {
    const web = run({ PORT: String(await findPort()), ROLES: 'web' })
    const worker = run({ PORT: String(await findPort()), ROLES: 'worker' })
    const at = async (server: Run) => (await server.prints(/running at (http:\S+)/)).replace('localhost', '127.0.0.1')
    const [webUrl, workerUrl] = [await at(web), await at(worker)]

    await expect.poll(async () => (await fetch(`${workerUrl}/readyz`)).status).toBe(200)
    expect((await fetch(`${workerUrl}/api/v1/setup`)).status).toBe(404)
    expect((await fetch(`${webUrl}/api/v1/setup`)).status).toBe(200)

    for (const server of [web, worker]) server.process.kill('SIGTERM')
    expect(await Promise.all([web.ended, worker.ended])).toEqual([0, 0])
  })
})

interface Run {
  process: ChildProcess
  stdout(): string
  stderr(): string
  /** The first group of what it prints, as soon as it has. */
  prints(pattern: RegExp): Promise<string>
  ended: Promise<number | null>
}

function run(env: Record<string, string>): Run {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts')], {
    env: { PATH: process.env.PATH, DATABASE_URL: database.url, DATA_DIR: dataDir, SANDBOX: 'false', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let out = ''
  let err = ''
  const { promise: ended, resolve } = Promise.withResolvers<number | null>()
  child.on('close', resolve)
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text
  })
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text
    child.emit('printed')
  })
  return {
    process: child,
    stdout: () => out,
    stderr: () => err,
    ended,
    prints(pattern) {
      const { promise, resolve: found, reject } = Promise.withResolvers<string>()
      const look = () => {
        const match = pattern.exec(out)
        if (match) found(match[1] ?? match[0])
      }
      child.on('printed', look)
      void ended.then((code) => reject(new Error(`ended with ${code}: ${err}`)))
      look()
      return promise
    },
  }
}

function sentences(server: Run): string[] {
  return server
    .stderr()
    .trim()
    .split('\n')
    .filter((line) => !line.startsWith('{'))
}
