import { createServer } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { explainRefusal, explainVersion } from './connect-or-refuse.ts'
import { openStorage } from './storage.ts'
import { createTestDatabase } from './testing.ts'

function open(url: string) {
  return openStorage({ kind: 'external', url }, { onError() {}, wake() {}, log() {} })
}

describe('DATABASE_URL', () => {
  it('[S13] is used as it is: migrated, and left running', async () => {
    const database = await createTestDatabase()
    onTestFinished(() => database.close())

    const storage = await open(database.url)
    expect(storage.kind).toBe('external')
    await storage.close()

    expect((await database.db.pool.query('select 1 as one')).rows).toEqual([{ one: 1 }])
  })

  it('[S12] [S13] of a place where nobody listens is refused, without its password', async () => {
    const refused = open('postgres://someone:a-secret-password@127.0.0.1:1/inbox')

    await expect(refused).rejects.toThrow(
      'Nothing answers for the PostgreSQL database inbox at 127.0.0.1:1: start it, or correct host and port in DATABASE_URL.',
    )
  })

  it('[S12] [S13] of a database that does not exist is refused', async () => {
    const database = await createTestDatabase()
    onTestFinished(() => database.close())

    await expect(open(database.url.replace(/switchboard_test_\w+/, 'not_there'))).rejects.toThrow(
      /^The PostgreSQL database not_there .* does not exist: create it, or correct the name at the end of DATABASE_URL\.$/,
    )
  })

  it('[S12] [S13] of something that is not PostgreSQL is refused', async () => {
    const impostor = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))
    await new Promise<void>((resolve) => impostor.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void impostor.close())
    const address = impostor.address()
    if (address === null || typeof address === 'string') throw new Error('no port')

    await expect(open(`postgres://127.0.0.1:${address.port}/inbox`)).rejects.toThrow(
      /cannot be used \(.*\): check DATABASE_URL\.$/,
    )
  })

  it.each([
    ['a wrong password', { code: '28P01' }, 'refuses the user or password of DATABASE_URL: correct them.'],
    ['an unknown user', { code: '28000' }, 'refuses the user or password of DATABASE_URL: correct them.'],
    [
      'a password that is missing',
      { message: 'SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string' },
      'refuses the user or password of DATABASE_URL: correct them.',
    ],
    ['an unknown host', { code: 'ENOTFOUND' }, 'is not known: correct it in DATABASE_URL.'],
    [
      'a host behind a firewall',
      { code: 'ETIMEDOUT' },
      'does not answer in time: check host, port and firewall of DATABASE_URL.',
    ],
    [
      'a server without encryption',
      { message: 'The server does not support SSL connections' },
      'disagree about encryption: set sslmode in DATABASE_URL to what it offers.',
    ],
    [
      'a server with no connection left',
      { code: '53300' },
      'has no connection left: raise its max_connections, or close other clients.',
    ],
  ])('[S12] [S13] with %s says so', (_what, error, sentence) => {
    expect(explainRefusal({ name: '', message: '', ...error }, 'PostgreSQL database d at h:1')).toContain(sentence)
  })

  it('[S13] must lead to version 15 or newer', () => {
    expect(explainVersion(140_012, 'PostgreSQL database d at h:1')).toBe(
      'The PostgreSQL database d at h:1 is version 14: Switchboard needs 15 or newer, so point DATABASE_URL to one.',
    )
    expect(explainVersion(150_000, '')).toBeNull()
  })
})
