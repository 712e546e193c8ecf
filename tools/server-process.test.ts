import { existsSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { isAlive, prepareServer, ServerFailure, type ServerProcess, startServer } from './server-process.ts'

describe('the server as a process', () => {
  let server: ServerProcess
  beforeAll(async () => {
    server = await startServer()
  })
  afterAll(() => server.close())

  it('is ready when it has started, with an owner', async () => {
    expect(await fetch(`${server.url}/readyz`)).toMatchObject({ status: 200 })
    const headers = { authorization: `Bearer ${await server.token()}` }

    expect(await fetch(`${server.url}/api/v1/me`, { headers })).toMatchObject({ status: 200 })
  })

  it('keeps its address and its data when it is killed, with its database or without', async () => {
    const { url, pid } = server
    const database = server.databasePid()

    await server.kill()
    expect(server.databasePid()).toBe(database)
    await server.start()
    expect(await server.killWithDatabase({ whole: true })).toBe(true)
    expect(server.databasePid()).toBeNull()
    await server.start()

    expect(server.url).toBe(url)
    expect(server.pid).not.toBe(pid)
    expect(await server.token()).toBeTypeOf('string')
  })

  it('says what the server wrote where it ends instead of starting', async () => {
    const broken = await prepareServer({ env: { PORT: 'not a number' } })

    await expect(broken.start()).rejects.toThrow(/PORT/)
    await expect(broken.start()).rejects.toBeInstanceOf(ServerFailure)
    await broken.close()
  })

  it('leaves nothing behind', async () => {
    const other = await startServer()
    const { dataDir } = other
    const postmaster = other.databasePid()!
    expect(isAlive(postmaster)).toBe(true)

    await other.close()

    expect(existsSync(dataDir)).toBe(false)
    // It has let go of its directory and may still be on its way out; whoever inherits it reaps it when they like.
    await vi.waitFor(() => expect(isAlive(postmaster)).toBe(false))
  })
})
