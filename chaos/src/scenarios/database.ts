import { setTimeout as delay } from 'node:timers/promises'
import { makeWebhook } from '@switchboard/meta-sandbox'
import { appSecret, type ServerProcess, startServer } from '../../../tools/server-process.ts'
import { call } from '../api.ts'
import { drained, findBreaches, openAudit, readLines } from '../audit.ts'
import { percentile, rounded } from '../figures.ts'
import { Chatter } from '../load/chatter.ts'
import { Gate } from '../load/gate.ts'
import { Ledger } from '../load/ledger.ts'
import { Poster } from '../load/poster.ts'
import { Senders } from '../load/senders.ts'
import { type Account, makeWorkspace, type Workspace } from '../population.ts'
import type { Outcome, Run, Scenario } from '../scenario.ts'
import { until } from '../until.ts'

type Parameters = 'faults' | 'senders'

export const database: Scenario<Parameters> = {
  name: 'database',
  about: 'A database that dies, restarts or hangs up costs nothing acknowledged, and the server goes on by itself.',
  parameters: {
    faults: { about: 'How often something happens to the database.', full: 60, short: 5 },
    senders: { about: 'Platforms that post at once.', full: 16, short: 16 },
  },
  run: runDatabase,
}

const recoveryLimitMs = 5_000

type Fault = (server: ServerProcess) => Promise<void>

/** By name, one after the other. */
const faults: Record<string, Fault> = {
  killed: async (server) => void server.killDatabase(),
  killed_whole: async (server) => void server.killDatabase({ whole: true }),
  immediate_shutdown: async (server) => void server.killDatabase({ signal: 'SIGQUIT' }),
  fast_shutdown: async (server) => void server.killDatabase({ signal: 'SIGINT' }),
  connections_cut: cutConnections,
}

async function cutConnections(server: ServerProcess): Promise<void> {
  const audit = await openAudit(server)
  await audit.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where usename = current_user and pid <> pg_backend_pid()`,
  )
  await audit.end()
}

async function runDatabase(run: Run<Parameters>): Promise<Outcome> {
  await using server = await startServer({ env: { LOG_LEVEL: 'fatal' } })
  const session = await server.signIn()
  const workspace = await makeWorkspace(server.url, session, { name: 'Workspace', number: 0, accountsPerPlatform: 2 })
  const { pid } = server
  const ledger = new Ledger()
  const gate = new Gate()
  gate.open()
  const senders = new Senders({ url: server.url, ledger, gate, chatters: chattersOf(run, workspace) })
  const visitor = startVisitor(server, await server.token(workspace.id, session))
  const recoveries = await breakRepeatedly(run, server, workspace.accounts[0]!)
  await senders.stop()
  await visitor.stop()

  const isAlive = server.isRunning && server.pid === pid
  const audit = await openAudit(server)
  const isDrained = await drained(audit)
  const breaches = await findBreaches(audit)
  const lines = (await readLines(audit)).filter(({ platform_message_id: id }) => !id.startsWith('m_probe'))
  await audit.end()
  const { lost, unexplained, examples } = ledger.judge(lines)

  const answers = [...senders.tally.answers, ...visitor.answers]
  const unexpected = answers.filter(([status]) => status >= 400 && status !== 503)
  const max = percentile(recoveries, 1)
  return {
    figures: {
      acknowledged: ledger.acknowledged,
      lost,
      doubled: breaches.doubled + unexplained,
      faults: run.parameters.faults,
      exits: isAlive ? 0 : 1,
      recovery_p50_ms: rounded(percentile(recoveries, 0.5)),
      recovery_max_ms: rounded(max),
      answers_503: (senders.tally.answers.get(503) ?? 0) + (visitor.answers.get(503) ?? 0),
      answers_unexpected: unexpected.reduce((sum, [, times]) => sum + times, 0),
      broken_posts: senders.tally.broken,
      log_gaps: breaches.log_gaps,
      seq_gaps: breaches.seq_gaps,
      order_breaks: breaches.order_breaks,
      unread_drift: breaches.unread_drift,
      unannounced: breaches.unannounced,
      failed_items: breaches.failed_items,
      ...(examples.length > 0 && { examples: examples.join('; ') }),
      ...(unexpected.length > 0 && {
        unexpected: unexpected.map(([status, times]) => `${times} × ${status}`).join(', '),
      }),
    },
    promises: [
      { says: 'something was acknowledged', holds: ledger.acknowledged > 0 },
      { says: 'nothing acknowledged is lost', holds: lost === 0 && isDrained },
      { says: 'nothing is doubled', holds: breaches.doubled + unexplained === 0 },
      { says: 'the server lives', holds: isAlive },
      { says: 'meanwhile the answer is 503, and no other failure', holds: unexpected.length === 0 },
      { says: 'it recovers', holds: Number.isFinite(max) },
      // A few faults on a machine that also runs every test say nothing about the clock.
      ...(run.parameters.faults < 30
        ? []
        : [{ says: `it has recovered within ${recoveryLimitMs} ms`, holds: max < recoveryLimitMs }]),
      { says: 'what was acknowledged first comes first', holds: breaches.order_breaks === 0 },
      { says: 'every item could be applied', holds: breaches.failed_items === 0 && breaches.unannounced === 0 },
      {
        says: 'the log and the threads have no gaps and the counters do not drift',
        holds: breaches.log_gaps + breaches.seq_gaps + breaches.unread_drift === 0,
      },
    ],
  }
}

function chattersOf(run: Run<Parameters>, { accounts }: Workspace) {
  return Array.from({ length: run.parameters.senders }, (_, n) => {
    const random = run.random(`sender ${n}`)
    const account = { ...accounts[n % accounts.length]!, secret: appSecret }
    return { chatter: new Chatter(`sender ${n}`, account, random, 20), random }
  })
}

/** Resolves with how long each took, from the fault to the next acknowledgement of a server that is ready. */
async function breakRepeatedly(run: Run<Parameters>, server: ServerProcess, account: Account): Promise<number[]> {
  const random = run.random('faults')
  const kinds = Object.keys(faults)
  const recoveries: number[] = []
  for (let n = 0; n < run.parameters.faults; n++) {
    await delay(random.between(100, 600))
    await faults[kinds[n % kinds.length]!]!(server)
    const began = performance.now()
    const isBack = async () => (await isReady(server)) && (await isAcknowledged(server, account, n))
    recoveries.push((await until(isBack, 30_000)) ? performance.now() - began : Number.POSITIVE_INFINITY)
    if (n % 10 === 9) run.say(`${n + 1} faults`)
  }
  return recoveries
}

async function isReady(server: ServerProcess): Promise<boolean> {
  return (await fetch(`${server.url}/readyz`)).status === 200
}

async function isAcknowledged(server: ServerProcess, { platform, externalId }: Account, n: number): Promise<boolean> {
  const message = { customer: '770077', id: `m_probe_${n}`, text: `probe ${n}`, at: Date.now() }
  const { headers, body } = makeWebhook(platform, { account: externalId, secret: appSecret, ...message })
  const poster = new Poster(server.url)
  const reply = await poster.post(`/webhooks/${platform}`, headers, body)
  poster.close()
  return reply?.status === 200
}

/** Somebody who looks at their inbox all the time. */
function startVisitor(server: ServerProcess, bearer: string) {
  const answers = new Map<number, number>()
  let isStopping = false
  const look = async () => {
    while (!isStopping) {
      for (const path of ['/api/v1/conversations', '/api/v1/snapshot', '/api/v1/unread_count', '/api/v1/me']) {
        const { status } = await call(server.url, 'GET', path, { bearer })
        answers.set(status, (answers.get(status) ?? 0) + 1)
      }
      await delay(20)
    }
  }
  const looking = look()
  return {
    answers,
    async stop() {
      isStopping = true
      await looking
    },
  }
}
