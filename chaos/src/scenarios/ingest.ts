import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type pg from 'pg'
import { appSecret, type ServerProcess, startServer } from '../../../tools/server-process.ts'
import { drained, findBreaches, openAudit, readLines } from '../audit.ts'
import { percentile, rounded } from '../figures.ts'
import { Chatter, type LoadAccount } from '../load/chatter.ts'
import { Gate } from '../load/gate.ts'
import { Ledger } from '../load/ledger.ts'
import { Senders } from '../load/senders.ts'
import { makeWorkspace } from '../population.ts'
import type { Outcome, Run, Scenario } from '../scenario.ts'
import { until } from '../until.ts'

type Parameters = 'kills' | 'control_kills' | 'senders'

export const ingest: Scenario<Parameters> = {
  name: 'ingest',
  about: 'What has been acknowledged is never lost and never doubled, however often server and database are killed.',
  parameters: {
    kills: { about: 'How often the server is killed.', full: 500, short: 40 },
    control_kills: { about: 'How often the control is killed.', full: 40, short: 8 },
    senders: { about: 'Platforms that post at once, each over its own connection.', full: 48, short: 48 },
  },
  run: runIngest,
}

async function runIngest(run: Run<Parameters>): Promise<Outcome> {
  await using server = await startServer()
  const accounts = await connectAccounts(server)
  await server.stop() // the first start filled the compile cache, as every start before this one did
  const kills = await killWhileSending(run, server, accounts)
  const audit = await openAudit(server)
  const found = await judge(audit, kills.ledger)
  await audit.end()

  run.say('the control: a server that answers before it stores')
  await server.kill() // its database lives on, and is the control's
  const control = await runControl(run, server, accounts)

  const { restartsMs, failedStarts, killsWithDatabase, senders } = kills
  const p50 = percentile(restartsMs, 0.5)
  return {
    figures: {
      acknowledged: kills.ledger.acknowledged,
      messages: kills.ledger.messages,
      lost: found.lost,
      doubled: found.doubled,
      kills: run.parameters.kills,
      kills_with_database: killsWithDatabase,
      restart_p50_ms: rounded(p50),
      restart_p99_ms: rounded(percentile(restartsMs, 0.99)),
      restart_max_ms: rounded(percentile(restartsMs, 1)),
      failed_starts: failedStarts,
      pauses: kills.pauses,
      posts: senders.tally.posts,
      repeated_posts: senders.tally.repeats,
      broken_posts: senders.tally.broken,
      refused_posts: refusals(senders),
      log_gaps: found.log_gaps,
      seq_gaps: found.seq_gaps,
      order_breaks: found.order_breaks,
      unread_drift: found.unread_drift,
      unannounced: found.unannounced,
      unexplained: found.unexplained,
      failed_items: found.failed_items,
      control_kills: run.parameters.control_kills,
      control_acknowledged: control.acknowledged,
      control_lost: control.lost,
      ...(found.examples.length > 0 && { examples: found.examples.join('; ') }),
    },
    promises: [
      { says: 'something was acknowledged', holds: kills.ledger.acknowledged > 0 },
      { says: 'nothing acknowledged is lost', holds: found.lost === 0 && found.isDrained },
      { says: 'nothing is doubled', holds: found.doubled === 0 && found.unexplained === 0 },
      { says: 'every message is announced', holds: found.unannounced === 0 },
      { says: 'the log and the threads have no gaps', holds: found.log_gaps === 0 && found.seq_gaps === 0 },
      { says: 'what was acknowledged first comes first', holds: found.order_breaks === 0 },
      { says: 'the unread counters equal a recount', holds: found.unread_drift === 0 },
      { says: 'every item could be applied', holds: found.failed_items === 0 },
      { says: 'nothing signed is refused', holds: refusals(senders) === 0 },
      { says: 'every start succeeds', holds: failedStarts === 0 },
      // A few starts on a machine that also runs every test say nothing about the clock.
      ...(run.parameters.kills < 200 ? [] : [{ says: 'half of the starts take less than 1.5 s', holds: p50 < 1_500 }]),
      { says: 'the control loses some', holds: control.lost > 0 },
    ],
  }
}

/** 503 is the honest answer of a server without its database; every other refusal of a signed body is a loss. */
function refusals({ tally }: Senders): number {
  return [...tally.answers].filter(([status]) => status !== 503).reduce((sum, [, times]) => sum + times, 0)
}

async function connectAccounts(server: ServerProcess): Promise<LoadAccount[]> {
  const session = await server.signIn()
  const accounts: LoadAccount[] = []
  for (let number = 0; number < 3; number++) {
    const draft = { name: `Workspace ${number}`, number, accountsPerPlatform: 2 }
    const workspace = await makeWorkspace(server.url, session, draft)
    accounts.push(...workspace.accounts.map((account) => ({ ...account, secret: appSecret })))
  }
  return accounts
}

interface Killed {
  ledger: Ledger
  senders: Senders
  restartsMs: number[]
  failedStarts: number
  killsWithDatabase: number
  /** How often the senders had to wait for a server that was too far behind. */
  pauses: number
}

async function killWhileSending(run: Run<Parameters>, server: ServerProcess, accounts: LoadAccount[]): Promise<Killed> {
  const random = run.random('kills')
  const ledger = new Ledger()
  const gate = new Gate()
  const senders = new Senders({ url: server.url, ledger, gate, chatters: chattersOf(run, accounts, 'sender') })
  const killed: Killed = { ledger, senders, restartsMs: [], failedStarts: 0, killsWithDatabase: 0, pauses: 0 }

  for (let n = 0; n < run.parameters.kills; n++) {
    server.launch()
    // Now and then it does not even get to be ready.
    const isReady = random.chance(0.1) || (await startUnderLoad(server, gate, killed))
    await delay(gate.isOpen ? random.between(100, 400) : random.between(20, 600))
    if (gate.isOpen && (await isFarBehind(server))) await breathe(server, gate, killed)
    if (!isReady || !server.isRunning) killed.failedStarts += 1
    gate.close()
    const takesDatabase = killed.killsWithDatabase * 2 <= n
    if (takesDatabase && (await server.killWithDatabase({ whole: random.chance(0.5) }))) killed.killsWithDatabase += 1
    await server.kill()
    if (n % 50 === 49) run.say(`${n + 1} kills, ${ledger.acknowledged} items acknowledged`)
  }
  server.launch()
  if (!(await startUnderLoad(server, gate, killed))) throw new Error(`the last start failed:\n${server.logTail()}`)
  await senders.stop()
  return killed
}

const most = 8_000

/** A server that lives for a quarter of a second at a time takes in more than it can apply, until it turns some away. */
async function isFarBehind(server: ServerProcess): Promise<boolean> {
  return (await backlogOf(server).catch(() => 0)) > most // it may have ended by itself, which is seen elsewhere
}

/** The platforms pause until most of what they have sent is in the inbox. */
async function breathe(server: ServerProcess, gate: Gate, killed: Killed): Promise<void> {
  killed.pauses += 1
  gate.close()
  if (!(await until(async () => (await backlogOf(server)) < most / 8, 60_000))) throw new Error('the backlog stays')
}

async function backlogOf(server: ServerProcess): Promise<number> {
  const { backlog } = (await (await fetch(`${server.url}/readyz`)).json()) as { backlog: number | null }
  return backlog ?? 0
}

/** False where it ended by itself. */
async function startUnderLoad(server: ServerProcess, gate: Gate, { restartsMs }: Killed): Promise<boolean> {
  try {
    await server.listening()
    gate.open()
    restartsMs.push(await server.ready())
    return true
  } catch {
    return false // what it wrote is in its log, and the count of failed starts says that there was one
  }
}

function chattersOf(run: Run<Parameters>, accounts: readonly LoadAccount[], kind: string) {
  return Array.from({ length: run.parameters.senders }, (_, n) => {
    const random = run.random(`${kind} ${n}`)
    return { chatter: new Chatter(`${kind} ${n}`, accounts[n % accounts.length]!, random, 25), random }
  })
}

async function judge(audit: pg.Client, ledger: Ledger) {
  const isDrained = await drained(audit)
  const breaches = await findBreaches(audit)
  return { isDrained, ...breaches, ...ledger.judge(await readLines(audit)) }
}

async function runControl(run: Run<Parameters>, server: ServerProcess, accounts: LoadAccount[]) {
  const random = run.random('control kills')
  const ledger = new Ledger()
  const gate = new Gate()
  const itemsByBody = new Map<string, number>()
  const senders = new Senders({
    url: server.url, // the same port: it is free now
    ledger,
    gate,
    chatters: chattersOf(run, accounts, 'control'),
    onAcknowledged: ({ body, effects }) =>
      itemsByBody.set(createHash('sha256').update(body).digest('hex'), effects.length),
  })
  for (let n = 0; n < run.parameters.control_kills; n++) {
    const control = launchControl(server)
    await answers(server.url)
    gate.open()
    await delay(random.between(100, 400))
    gate.close()
    await endControl(control)
  }
  const last = launchControl(server)
  await answers(server.url)
  gate.open()
  await senders.stop()
  await endControl(last)
  return { acknowledged: ledger.acknowledged, lost: await countControlLosses(server, itemsByBody) }
}

function launchControl(server: ServerProcess): ChildProcess {
  const { host, port, user, database } = server.databaseSettings()
  return spawn(process.execPath, [join(import.meta.dirname, '../controls/ack-first.ts')], {
    stdio: ['pipe', 'ignore', 'inherit'], // it ends when the pipe does
    env: {
      ...process.env,
      PORT: String(server.port),
      PGHOST: host,
      PGPORT: String(port),
      PGUSER: user,
      PGDATABASE: database,
    },
  })
}

async function answers(url: string): Promise<void> {
  const isThere = () =>
    fetch(url).then(
      () => true,
      () => false, // not yet
    )
  if (!(await until(isThere))) throw new Error('the control does not start')
}

function endControl(control: ChildProcess): Promise<void> {
  return new Promise((ended) => {
    control.once('exit', () => ended())
    control.kill('SIGKILL')
  })
}

async function countControlLosses(server: ServerProcess, itemsByBody: Map<string, number>): Promise<number> {
  const audit = await openAudit(server)
  const { rows } = await audit.query<{ body_hash: string }>('select body_hash from acknowledged_first')
  await audit.end()
  for (const { body_hash } of rows) itemsByBody.delete(body_hash)
  return [...itemsByBody.values()].reduce((sum, items) => sum + items, 0)
}
