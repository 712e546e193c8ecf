import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { configManual, readConfig } from './config.ts'
import { StartError } from './db/start-error.ts'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'switchboard-config-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const read = (env: Record<string, string> = {}) => readConfig({ DATA_DIR: dir, ...env })
const secret = 'a secret of more than thirty-two characters'

describe('the settings', () => {
  it('[H19] need nothing: an embedded database, the sandbox, and addresses of this machine', () => {
    const config = read()
    expect(config.http).toMatchObject({
      host: '127.0.0.1',
      port: 3000,
      publicUrl: 'http://localhost:3000',
      origins: ['http://localhost:3000', 'http://127.0.0.1:3000', 'http://[::1]:3000'],
    })
    expect(config.database).toEqual({ kind: 'embedded', dir: join(dir, 'postgres') })
    expect(config.sandbox).toEqual({
      appSecret: config.webhooks.secrets.whatsapp[0],
      verifyToken: config.webhooks.verifyTokens[0],
    })
    expect(config.roles).toEqual(new Set(['web', 'worker']))
  })

  it('[H19] are read as they are given', () => {
    const config = read({
      PORT: '8080',
      PUBLIC_URL: 'https://inbox.example.com/',
      DATABASE_URL: 'postgres://db/switchboard',
      META_APP_SECRET: 'meta',
      META_INSTAGRAM_APP_SECRET: 'instagram',
      META_VERIFY_TOKEN: 'verify',
      ROLES: 'worker',
      SECRET_KEY: secret,
    })
    expect(config.http).toMatchObject({
      port: 8080,
      publicUrl: 'https://inbox.example.com',
      origins: ['https://inbox.example.com'],
    })
    expect(config.database).toEqual({ kind: 'external', url: 'postgres://db/switchboard' })
    expect(config.sandbox).toBeNull()
    expect(config.webhooks).toEqual({
      secrets: { instagram: ['instagram', 'meta'], messenger: ['meta'], whatsapp: ['meta'] },
      verifyTokens: ['verify'],
    })
    expect(config.roles).toEqual(new Set(['worker']))
  })

  it('[H19] may have the sandbox beside the real platforms, and its secret is one of those that count', () => {
    const { sandbox, webhooks } = read({ META_APP_SECRET: 'meta', META_VERIFY_TOKEN: 'verify', SANDBOX: 'true' })
    expect(webhooks.secrets.messenger).toEqual(['meta', sandbox!.appSecret])
    expect(read({ SANDBOX: 'false' }).webhooks.secrets.messenger).toEqual([])
  })

  it('[H19] take an empty variable for one that is not there', () => {
    expect(read({ PORT: '', META_APP_SECRET: ' ', OWNER_EMAIL: '' })).toMatchObject({
      owner: null,
      http: { port: 3000 },
    })
  })

  it('[H19] are refused with every problem at once, and without a value', () => {
    const refused = refusalOf({
      PORT: 'canary-port',
      PUBLIC_URL: 'canary-url',
      SECRET_KEY: 'canary-key',
      OWNER_EMAIL: 'canary-email',
      META_APP_SECRET: 'canary-secret',
      LOG_LEVEL: 'canary-level',
      ROLES: 'canary-role',
    })
    expect(refused).toBeInstanceOf(StartError)
    for (const name of [
      'PORT',
      'PUBLIC_URL',
      'SECRET_KEY',
      'OWNER_EMAIL',
      'OWNER_PASSWORD',
      'META_VERIFY_TOKEN',
      'LOG_LEVEL',
      'ROLES',
    ]) {
      expect(refused.message).toContain(name)
    }
    expect(refused.message).not.toContain('canary')
  })

  it('[H19] print their own manual', () => {
    expect(configManual()).toContain('| `PORT` | `3000` |')
    expect(configManual().match(/\n\| `/g)).toHaveLength(19)
  })
})

describe('the secret key', () => {
  it('[H20] is made once, for its owner alone, and stays', () => {
    const first = read()
    const path = join(dir, 'secret-key')
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(readFileSync(path, 'utf8').trim().length).toBeGreaterThanOrEqual(43)
    expect(read().keys).toEqual(first.keys)
  })

  it('[H20] gives one key for each purpose', () => {
    const keys = Object.values(read({ SECRET_KEY: secret }).keys).map(String)
    expect(new Set(keys).size).toBe(keys.length)
    expect(read({ SECRET_KEY: `${secret}!` }).keys.accessTokens).not.toEqual(
      read({ SECRET_KEY: secret }).keys.accessTokens,
    )
  })

  it('[H20] asks for a place to be kept in, in one sentence', () => {
    writeFileSync(join(dir, 'a-file'), '')
    const { message } = refusalOf({ DATA_DIR: join(dir, 'a-file') })
    expect(message).toContain('DATA_DIR')
    expect(message).toContain('a-file')
  })
})

function refusalOf(env: Record<string, string>): Error {
  try {
    read(env)
  } catch (error) {
    return error as Error
  }
  throw new Error('these settings should have been refused')
}
