import { randomBytes } from 'node:crypto'
import { setImmediate as turn } from 'node:timers/promises'
import {
  type ContactRef,
  type MessageFact,
  type PlatformAdapter,
  PlatformError,
  type PlatformName,
  type Profile,
  type ProfileSource,
} from '@switchboard/platform-kit'
import { v7 as uuidv7 } from 'uuid'
import type { TestDatabase } from '../db/testing.ts'
import { createWakeups } from '../db/wakeups.ts'
import { connectFor } from '../domain/accounts/index.ts'
import { receiveFacts } from '../domain/messages/index.ts'
import { startFetchingProfiles } from './fetch-profiles.ts'

export interface Asked {
  platform: PlatformName
  account: string
  token: string
  person: string
}

export type Answer = Profile | null | Error

const window = { open_ms: 24 * 3_600_000, afterwards: 'blocked' as const, extended_ms: null }
const replyWindows = { instagram: window, messenger: window, whatsapp: window }

/** Platforms that answer what a test says, and a server's half of asking them. The database is a real one. */
export class Desk {
  readonly db: TestDatabase['db']
  readonly key = randomBytes(32)
  readonly asked: Asked[] = []
  readonly logged: string[] = []
  readonly outcomes: string[] = []
  /** How many calls were under way at once, at the most. */
  most = 0
  answer: (asked: Asked) => Answer | Promise<Answer> = () => null
  #now = Date.parse('2026-03-01T10:00:00.000Z')
  #underWay = 0

  constructor(db: TestDatabase['db']) {
    this.db = db
  }

  now = () => new Date(this.#now)
  advance(ms: number): void {
    this.#now += ms
  }

  /** A server of its own; several may run on one database. */
  start() {
    const log = (details: object, words: string) => void this.logged.push(JSON.stringify({ ...details, words }))
    const fetching = startFetchingProfiles(
      {
        ...this.deps,
        platforms: new Map(
          (['messenger', 'instagram', 'whatsapp'] as const).map((name) => [name, this.#adapter(name)]),
        ),
        fetch,
        graphUrlOf: () => 'http://graph.test',
        wakeups: createWakeups(() => {}),
        profileMetrics: { asked: (_, outcome) => void this.outcomes.push(outcome) },
        logger: { warn: log, error: log },
      },
      { secondOpinionMs: 0 },
    )
    return { ...fetching, [Symbol.asyncDispose]: () => fetching.stop() }
  }

  /** Starts, asks for everybody who is due now, and stops. */
  async ask(): Promise<Asked[]> {
    const before = this.asked.length
    await using fetching = this.start()
    await fetching.idle()
    return this.asked.slice(before)
  }

  get deps() {
    const config = { keys: { credentials: this.key } }
    return { db: this.db, config, now: this.now, newId: () => uuidv7(), replyWindows }
  }

  async workspace(): Promise<string> {
    const id = uuidv7()
    await this.db.pool.query('insert into workspaces (id, name) values ($1, $2)', [id, 'Shop'])
    return id
  }

  async account(platform: PlatformName, workspaceId: string, credentials: object | null = { access_token: 'token' }) {
    const external_id = uuidv7()
    const applying = { lookAgain() {} }
    const draft = { platform, external_id, name: 'Shop', ...(credentials && { credentials: { ...credentials } }) }
    const { id } = await connectFor({ ...this.deps, applying }, workspaceId, draft)
    return { id, platform, external_id, workspace_id: workspaceId }
  }

  /** The platform speaks of a person: a message of theirs unless told otherwise. Resolves once that is committed. */
  async hears(
    account: { platform: PlatformName; external_id: string },
    person: string,
    { contact = {}, ...fact }: Partial<Omit<MessageFact, 'contact'>> & { contact?: Partial<ContactRef> } = {},
  ): Promise<void> {
    const kind = { messenger: 'psid', instagram: 'igsid', whatsapp: 'wa_id' } as const
    const identities = [{ kind: kind[account.platform], value: person }]
    const item = {
      inbound_event_id: uuidv7(),
      platform: account.platform,
      account_external_id: account.external_id,
      thread: person,
      fact: {
        ...said(this.now()),
        ...fact,
        contact: { identities, name: null, username: null, phone: null, ...contact },
      },
    }
    await this.db.transaction(async (tx) => {
      const { written } = await receiveFacts({ ...this.deps, accountIds: new Map() }, tx, [item], async () => {})
      await written
    })
  }

  async person(value: string) {
    const { rows } = await this.db.pool.query(
      `select c.id, c.name, c.username, c.avatar_url, c.profile_fetched_at, i.profile_due_at, i.profile_attempts
       from contact_identities i join contacts c on c.id = i.contact_id where i.value = $1`,
      [value],
    )
    return rows[0]
  }

  async row(accountId: string) {
    const { rows } = await this.db.pool.query(
      'select status, status_reason, calls_paused_until from accounts where id = $1',
      [accountId],
    )
    return rows[0]
  }

  async events(workspaceId: string, type: string) {
    const { rows } = await this.db.pool.query(
      'select audience, data from events where workspace_id = $1 and type = $2 order by pos, audience',
      [workspaceId, type],
    )
    return rows
  }

  #adapter(platform: PlatformName): PlatformAdapter & Partial<ProfileSource> {
    const adapter = { platform, replyWindow: window, verify: () => false, parse: () => [] }
    if (platform === 'whatsapp') return adapter
    return {
      ...adapter,
      profile: async ({ external_id: account, access_token: token }, person, { signal }) => {
        const asked = { platform, account, token, person }
        this.asked.push(asked)
        this.most = Math.max(this.most, ++this.#underWay)
        try {
          await turn()
          const answer = await Promise.race([this.answer(asked), aborted(signal)])
          if (answer instanceof Error) throw answer
          return answer
        } finally {
          this.#underWay--
        }
      },
    }
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>()
  if (signal.aborted) reject(signal.reason as Error)
  signal.addEventListener('abort', () => reject(signal.reason as Error))
  return promise
}

export const named = (name: string): Profile => ({ name, username: null, avatar_url: null })
export const refused = (kind: PlatformError['kind'], retryAfterMs: number | null = null) =>
  new PlatformError(kind, 'in a test', { code: '7', retryAfterMs })

function said(at: Date): Omit<MessageFact, 'contact'> {
  return {
    kind: 'message',
    external_id: uuidv7(),
    direction: 'inbound',
    sent_at: at.toISOString(),
    type: 'text',
    text: 'Hello',
    attachments: [],
    reply_to: null,
    payload: null,
    correlation: null,
    app_id: null,
    opens_window: true,
    counts_as_unread: true,
    is_historical: false,
    is_standby: false,
  }
}
