import { appSecret, type ServerProcess, startServer } from '../../../tools/server-process.ts'
import { countIn, drained, findBreaches, openAudit, readFailures } from '../audit.ts'
import { megabytes, percentile, rounded } from '../figures.ts'
import { JournalTraces } from '../fuzz/journal.ts'
import { type Recording, readRecordings } from '../fuzz/recordings.ts'
import { type Fuzzed, fuzzWebhook } from '../fuzz/webhooks.ts'
import { Poster } from '../load/poster.ts'
import { Memory } from '../memory.ts'
import { makeAccount } from '../population.ts'
import type { Outcome, Run, Scenario } from '../scenario.ts'

type Parameters = 'payloads'

export const fuzzWebhooks: Scenario<Parameters> = {
  name: 'fuzz_webhooks',
  about: 'Whatever is signed is taken and kept, whatever it is; nothing brings the server down or fills its memory.',
  parameters: { payloads: { about: 'Mutated payloads.', full: 20_000, short: 1_500 } },
  run: runFuzzWebhooks,
}

const posters = 8
const growthLimitMb = 150

interface Heard {
  kept: Fuzzed[]
  signed: number
  failures: string[]
  serverErrors: number
  ms: number[]
}

async function runFuzzWebhooks(run: Run<Parameters>): Promise<Outcome> {
  await using server = await startServer()
  const recordings = readRecordings()
  await connectAccounts(server, recordings)
  const { pid } = server
  const memory = new Memory(server)
  const heard = await postAll(run, server, recordings, memory)
  const growth = memory.growthMb()

  const isAlive = server.isRunning && server.pid === pid
  const audit = await openAudit(server)
  const isDrained = await drained(audit)
  const traces = await JournalTraces.read(audit)
  const breaches = await findBreaches(audit)
  const states = await countStates(audit)
  const failures = await readFailures(audit)
  await audit.end()

  const unseen = heard.kept.filter(({ trace }) => !traces.has(trace))
  const missing = unseen.filter(({ trace }) => !traces.isDelivery(trace))
  const examples = [...heard.failures, ...missing.map(exampleOf)].slice(0, 5)
  return {
    figures: {
      payloads: run.parameters.payloads,
      signed: heard.signed,
      stored: heard.kept.length - missing.length,
      not_stored: heard.signed - heard.kept.length + missing.length,
      second_deliveries: unseen.length - missing.length,
      answers_5xx: heard.serverErrors,
      wrong_answers: heard.failures.length,
      exits: isAlive ? 0 : 1,
      p50_ms: rounded(percentile(heard.ms, 0.5)),
      p99_ms: rounded(percentile(heard.ms, 0.99)),
      rss_peak_mb: megabytes(memory.peakBytes),
      rss_growth_mb: growth,
      journal_rows: traces.rows,
      ...states,
      log_gaps: breaches.log_gaps,
      unread_drift: breaches.unread_drift,
      ...(failures.length > 0 && { failures: failures.join('; ') }),
      ...(examples.length > 0 && { examples: examples.join('; ') }),
    },
    promises: [
      { says: 'no answer is 500 or above', holds: heard.serverErrors === 0 },
      { says: 'every answer is the one that it should be', holds: heard.failures.length === 0 },
      { says: 'the server lives', holds: isAlive },
      { says: 'everything signed is stored', holds: missing.length === 0 && heard.kept.length === heard.signed },
      { says: 'everything is applied, or rests with a reason', holds: isDrained },
      { says: `memory grows by less than ${growthLimitMb} MB`, holds: growth === null || growth < growthLimitMb },
      {
        says: 'the log has no gaps and the counters do not drift',
        holds: breaches.log_gaps + breaches.unread_drift === 0,
      },
    ],
  }
}

/** The accounts that the recordings are about, so that their items reach the inbox and do not rest as unknown. */
async function connectAccounts(server: ServerProcess, recordings: readonly Recording[]): Promise<void> {
  const session = await server.signIn()
  const bearer = await server.token(undefined, session)
  const known = new Set<string>()
  for (const { platform, accounts } of recordings) {
    for (const externalId of accounts) {
      if (known.has(`${platform} ${externalId}`)) continue
      known.add(`${platform} ${externalId}`)
      await makeAccount(server.url, bearer, { platform, externalId, name: `Recorded ${externalId}` })
    }
  }
}

async function postAll(
  run: Run<Parameters>,
  server: ServerProcess,
  recordings: readonly Recording[],
  memory: Memory,
): Promise<Heard> {
  const heard: Heard = { kept: [], signed: 0, failures: [], serverErrors: 0, ms: [] }
  const { payloads } = run.parameters
  let next = 0
  const post = async () => {
    const poster = new Poster(server.url)
    while (next < payloads && server.isRunning) {
      const n = next++
      const fuzzed = fuzzWebhook(n, recordings, run.random(`payload ${n}`), appSecret)
      await postOne(poster, fuzzed, heard)
      memory.look(n / payloads)
      if (n % 5_000 === 4_999) run.say(`${n + 1} payloads`)
    }
    poster.close()
  }
  await Promise.all(Array.from({ length: posters }, post))
  return heard
}

const right = { kept: 200, unsigned: 401, too_large: 413 } as const

async function postOne(poster: Poster, fuzzed: Fuzzed, heard: Heard): Promise<void> {
  const { platform, headers, body, expects } = fuzzed
  const reply = await poster.post(`/webhooks/${platform}`, headers, body)
  if (expects === 'kept') heard.signed += 1
  if (reply) heard.ms.push(reply.ms)
  if (reply && reply.status >= 500) heard.serverErrors += 1
  // The answer to what is too large may come before the last byte of it has gone out.
  const isRight = reply?.status === right[expects] || (expects === 'too_large' && reply === null)
  if (!isRight) heard.failures.push(`${exampleOf(fuzzed)} was answered ${reply?.status ?? 'with a cut connection'}`)
  if (expects === 'kept' && reply?.status === 200) heard.kept.push({ ...fuzzed, body: fuzzed.body.subarray(0, 0) })
}

function exampleOf({ n, platform, headers, trace }: Fuzzed): string {
  return `payload ${n} to ${platform} (${trace.kind}, ${headers['content-type']})`
}

async function countStates(audit: Awaited<ReturnType<typeof openAudit>>) {
  const states = ['processed', 'ignored', 'unrecognised', 'failed']
  const counts: Record<string, number> = {}
  for (const state of states) {
    counts[`items_${state}`] = await countIn(audit, 'select count(*) as n from inbound_events where state = $1', [
      state,
    ])
  }
  return counts
}
