import { randomBytes } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { ProviderPlatform } from '@switchboard/protocol'
import { type Static, type TSchema, Type } from 'typebox'
import { Value } from 'typebox/value'
import { StartError } from './db/start-error.ts'
import { deriveKeys, type Keys } from './keys.ts'

const Env = Type.Object({
  PORT: Type.Integer({
    default: 3000,
    minimum: 0,
    maximum: 65_535,
    description: 'Where HTTP and the live stream listen.',
  }),
  HOST: Type.String({
    default: '127.0.0.1',
    minLength: 1,
    description: 'The address to listen on; `0.0.0.0` for all.',
  }),
  PUBLIC_URL: Type.Optional(
    Type.String({
      pattern: '^https?://[^/?#]+/?$',
      description: 'Where browsers find the server. Default: `http://localhost:PORT`.',
    }),
  ),
  DATA_DIR: Type.String({
    default: './data',
    minLength: 1,
    description: 'Where the embedded PostgreSQL and the secrets live.',
  }),
  DATABASE_URL: Type.Optional(
    Type.String({
      pattern: '^postgres(ql)?://',
      description: 'PostgreSQL 15 or newer. Default: an embedded one in DATA_DIR.',
    }),
  ),
  SECRET_KEY: Type.Optional(
    Type.String({
      minLength: 32,
      description:
        'What credentials are encrypted and sessions signed with. Default: made once, in DATA_DIR/secret-key.',
    }),
  ),
  SANDBOX: Type.Optional(
    Type.Boolean({ description: 'Emulate the platforms in this process. Default: on while no META_…_SECRET is set.' }),
  ),
  META_APP_ID: Type.Optional(Type.String({ minLength: 1, description: 'The id of the Meta app.' })),
  META_APP_SECRET: Type.Optional(
    Type.String({ minLength: 1, description: 'Signs the webhooks of Messenger and WhatsApp.' }),
  ),
  META_INSTAGRAM_APP_SECRET: Type.Optional(
    Type.String({ minLength: 1, description: 'Signs those of Instagram Login; META_APP_SECRET signs the others.' }),
  ),
  META_VERIFY_TOKEN: Type.Optional(
    Type.String({
      minLength: 1,
      description: 'What you type into the webhook form at Meta. Needed with a META_…_SECRET.',
    }),
  ),
  META_GRAPH_URL: Type.String({
    default: 'https://graph.facebook.com',
    pattern: '^https?://',
    description: 'Where the Graph API answers.',
  }),
  OWNER_EMAIL: Type.Optional(
    Type.String({ format: 'email', description: 'Sets the server up unattended, with OWNER_PASSWORD.' }),
  ),
  OWNER_PASSWORD: Type.Optional(Type.String({ minLength: 8, maxLength: 128, description: 'At least 8 characters.' })),
  EVENT_RETENTION_DAYS: Type.Integer({ default: 30, minimum: 1, description: 'How far back a client may resume.' }),
  REQUESTS_PER_MINUTE: Type.Integer({
    default: 6000,
    minimum: 1,
    description: 'Of one member, or of one address that is not signed in.',
  }),
  SIGN_INS_PER_MINUTE: Type.Integer({
    default: 10,
    minimum: 1,
    description: 'Of one address for one e-mail; thirty times that for one address.',
  }),
  LOG_LEVEL: Type.Union(
    (['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const).map((level) => Type.Literal(level)),
    { default: 'info', description: 'Logs are JSON lines on stderr. `debug` has every request.' },
  ),
  ROLES: Type.String({
    default: 'web,worker',
    pattern: '^(web|worker)(,(web|worker))?$',
    description: '`web` serves HTTP and sockets, `worker` applies what came in.',
  }),
})
type Env = Static<typeof Env>

/** What the program uses: grouped, defaulted, and with no `process.env` in sight. */
export interface Config {
  http: {
    host: string
    /** 0: whatever is free. */
    port: number
    /** Without a slash at the end. */
    publicUrl: string
    /** Pages of these origins may use a session cookie and open a socket. */
    origins: readonly string[]
    requestsPerMinute: number
    signInsPerMinute: number
  }
  dataDir: string
  database: { kind: 'external'; url: string } | { kind: 'embedded'; dir: string }
  keys: Keys
  webhooks: {
    /** A webhook counts as signed with any of the secrets of its route. */
    secrets: Readonly<Record<ProviderPlatform, readonly string[]>>
    verifyTokens: readonly string[]
  }
  meta: {
    appId: string | null
    /** Without a slash at the end. */
    graphUrl: string
  }
  sandbox: { appSecret: string; verifyToken: string } | null
  owner: { email: string; password: string } | null
  eventlog: { retentionDays: number }
  logLevel: Env['LOG_LEVEL']
  roles: ReadonlySet<'web' | 'worker'>
}

/**
 * Reads the settings, all problems at once. Values never appear in a message. Where SECRET_KEY is unset, DATA_DIR gets
 * one on the first start. Rejects with StartError.
 */
export function readConfig(env: Record<string, string | undefined>): Config {
  const values = readEnv(env)
  const dataDir = resolve(values.DATA_DIR)
  const keys = deriveKeys(values.SECRET_KEY ?? keptSecret(dataDir))
  const hasMetaSecret = Boolean(values.META_APP_SECRET ?? values.META_INSTAGRAM_APP_SECRET)
  const sandbox =
    (values.SANDBOX ?? !hasMetaSecret)
      ? { appSecret: keys.sandboxAppSecret, verifyToken: keys.sandboxVerifyToken }
      : null
  const publicUrl = (values.PUBLIC_URL ?? `http://localhost:${values.PORT}`).replace(/\/$/, '')

  return {
    http: {
      host: values.HOST,
      port: values.PORT,
      publicUrl,
      origins: originsOf(publicUrl),
      requestsPerMinute: values.REQUESTS_PER_MINUTE,
      signInsPerMinute: values.SIGN_INS_PER_MINUTE,
    },
    dataDir,
    database: values.DATABASE_URL
      ? { kind: 'external', url: values.DATABASE_URL }
      : { kind: 'embedded', dir: join(dataDir, 'postgres') },
    keys,
    webhooks: {
      secrets: {
        instagram: given(values.META_INSTAGRAM_APP_SECRET, values.META_APP_SECRET, sandbox?.appSecret),
        messenger: given(values.META_APP_SECRET, sandbox?.appSecret),
        whatsapp: given(values.META_APP_SECRET, sandbox?.appSecret),
      },
      verifyTokens: given(values.META_VERIFY_TOKEN, sandbox?.verifyToken),
    },
    meta: { appId: values.META_APP_ID ?? null, graphUrl: values.META_GRAPH_URL.replace(/\/+$/, '') },
    sandbox,
    owner: values.OWNER_EMAIL ? { email: values.OWNER_EMAIL, password: values.OWNER_PASSWORD ?? '' } : null,
    eventlog: { retentionDays: values.EVENT_RETENTION_DAYS },
    logLevel: values.LOG_LEVEL,
    roles: new Set(values.ROLES.split(',') as ('web' | 'worker')[]),
  }
}

/** Every setting with its default and meaning, as a Markdown table. */
export function configManual(): string {
  const rows = Object.entries(Env.properties).map(([name, schema]) => {
    const { default: standard, description = '' } = schema as { default?: string | number; description?: string }
    return `| \`${name}\` | ${standard === undefined ? '' : `\`${standard}\``} | ${description} |`
  })
  return ['| Setting | Default | Meaning |', '|---|---|---|', ...rows, ''].join('\n')
}

function readEnv(env: Record<string, string | undefined>): Env {
  const values: Record<string, unknown> = {}
  const problems: string[] = []
  for (const [name, schema] of Object.entries(Env.properties)) {
    // An empty variable is an unset one: that is how compose files and shells leave things out.
    const given = env[name]?.trim() || (schema as { default?: unknown }).default
    if (given === undefined) continue
    values[name] = Value.Convert(schema, given)
    if (!Value.Check(schema, values[name])) problems.push(`${name} ${problemOf(schema, values[name])}`)
  }
  problems.push(...contradictions(values))
  if (problems.length > 0) throw new StartError(`The settings do not add up:\n  ${problems.join('\n  ')}`)
  return values as Env
}

// What a pattern or a list of words asks for is better said by the setting's own description.
function problemOf(schema: TSchema, value: unknown): string {
  const [problem, ...more] = Value.Errors(schema, value)
  if (problem && more.length === 0 && problem.keyword !== 'pattern') return problem.message
  return `is not what it should be: ${(schema as { description?: string }).description}`
}

function contradictions(values: Partial<Env>): string[] {
  const problems: string[] = []
  const hasSecret = Boolean(values.META_APP_SECRET ?? values.META_INSTAGRAM_APP_SECRET)
  if (hasSecret && !values.META_VERIFY_TOKEN) problems.push('META_VERIFY_TOKEN is needed with a Meta app secret')
  if (Boolean(values.OWNER_EMAIL) !== Boolean(values.OWNER_PASSWORD)) {
    problems.push('OWNER_EMAIL and OWNER_PASSWORD come together or not at all')
  }
  return problems
}

/** The secret of this data directory: two processes that start at once end with the same one. */
function keptSecret(dataDir: string): string {
  const path = join(dataDir, 'secret-key')
  try {
    return readSecret(path) ?? makeSecret(dataDir, path)
  } catch (error) {
    const { code = 'unknown error' } = error as NodeJS.ErrnoException
    throw new StartError(
      `The data directory ${dataDir} cannot be used (${code}). Make it writable, or point DATA_DIR to one that is.`,
      { cause: error },
    )
  }
}

function readSecret(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim() || null
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

function makeSecret(dataDir: string, path: string): string {
  mkdirSync(dataDir, { recursive: true })
  const draft = `${path}.${process.pid}`
  writeFileSync(draft, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flush: true })
  try {
    linkSync(draft, path) // whole or not at all, and never over one that somebody uses
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(draft, { force: true })
  }
  const secret = readSecret(path)
  if (secret === null) throw Object.assign(new Error(`${path} is empty`), { code: 'empty secret-key' })
  return secret
}

// A browser on the same machine says `localhost` or an address, whichever its user typed.
function originsOf(publicUrl: string): string[] {
  const { origin, protocol, hostname, port } = new URL(publicUrl)
  const loopback = ['localhost', '127.0.0.1', '[::1]']
  if (!loopback.includes(hostname)) return [origin]
  return loopback.map((name) => `${protocol}//${name}${port && `:${port}`}`)
}

function given(...values: (string | undefined)[]): string[] {
  return values.filter((value) => value !== undefined)
}
