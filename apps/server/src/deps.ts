import type { PlatformAdapter, PlatformName } from '@switchboard/platform-kit'
import type { AuthFrame } from '@switchboard/protocol'
import type { FastifyBaseLogger } from 'fastify'
import type { Kysely } from 'kysely'
import type { Registry } from 'prom-client'
import type { Config } from './config.ts'
import type { Db } from './db/database.ts'
import type { Schema } from './db/schema.ts'
import type { ReplyWindows } from './domain/conversations/index.ts'
import type { Pass, Viewer } from './domain/members/viewer.ts'
import type { AccessTokens } from './http/access-tokens.ts'
import type { Identity } from './http/identity.ts'
import type { Applying } from './ingest/apply.ts'
import type { Journal } from './ingest/journal.ts'
import type { IngestMetrics } from './ingest/metrics.ts'
import type { Sandbox } from './sandbox.ts'

export type { Pass, Viewer }

/** Who a socket speaks for, and until when that has to be renewed. */
export type Identified = Viewer & { expires_at: Date }

/** What app.ts joins. A function names the few of these that it needs; nothing builds its own. */
export interface Deps {
  config: Config
  db: Db
  logger: FastifyBaseLogger
  /** Everybody registers their own metrics here. */
  metrics: Registry
  /** Aborted when the server begins to stop. */
  shutdown: AbortSignal
  fetch: typeof fetch
  now(): Date
  /** UUIDv7: later ids sort after earlier ones. */
  newId(): string

  /** Who somebody is: users, passwords and sign-in sessions. */
  identity: Identity
  accessTokens: AccessTokens
  /** The member whom a pass speaks for, if they may still act. */
  findViewer(pass: Pass): Promise<Viewer | null>
  /** The first frame of a socket. Refuses with `unauthenticated`; a ticket works once. */
  identify(frame: AuthFrame): Promise<Identified>
  /**
   * Which of these `Viewer.session_id`s may still act: not signed out, revoked or expired, and the member neither
   * disabled nor removed. One query.
   */
  sessionsAlive(sessionIds: readonly string[]): Promise<Set<string>>

  platforms: ReadonlyMap<PlatformName, PlatformAdapter>
  replyWindows: ReplyWindows
  webhooks: {
    secretsOf(platform: PlatformName): readonly string[]
    verifyTokens: readonly string[]
    backlogLimit: number
  }
  pushes: {
    /** What browsers subscribe with. */
    publicKey: string
    /** For tests: push services that are not on the internet. */
    mayBeAnywhere: boolean
  }
  journal: Journal
  applying: Applying
  ingestMetrics: IngestMetrics

  /** Where the log stands in this transaction, as a cursor for whoever hears these audiences. */
  cursorAt(tx: Kysely<Schema>, workspaceId: string, audiences: ReadonlySet<string>): Promise<string>
  /** The emulated platforms; null where the real ones are used. */
  sandbox: Sandbox | null
}
