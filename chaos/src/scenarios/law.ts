import { setTimeout as delay } from 'node:timers/promises'
import { appSecret, type ServerProcess, startServer } from '../../../tools/server-process.ts'
import { drained, findBreaches, openAudit } from '../audit.ts'
import { CursorFirstClient } from '../controls/cursor-first.ts'
import { runNaiveReader } from '../controls/naive-reader.ts'
import { percentile, rounded } from '../figures.ts'
import type { Listener, Told } from '../law/driver-messages.ts'
import { Drivers } from '../law/drivers.ts'
import { findTrespasses, heardBy, type Logged, noTrespasses, readLog, type Trespasses } from '../law/steps.ts'
import { Team } from '../law/team.ts'
import { Chatter } from '../load/chatter.ts'
import { Gate } from '../load/gate.ts'
import { Ledger } from '../load/ledger.ts'
import { Senders } from '../load/senders.ts'
import { type Member, makeMember, makeWorkspace, type Workspace } from '../population.ts'
import { startProxy, type Toxic, type ToxicProxy } from '../proxy.ts'
import type { Outcome, Run, Scenario } from '../scenario.ts'

type Parameters = 'clients' | 'workspaces' | 'seconds'

export const law: Scenario<Parameters> = {
  name: 'law',
  about:
    'However often its connection is cut, every client ends with what a fresh snapshot says, by applying each event once.',
  parameters: {
    clients: { about: 'Clients of the SDK.', full: 150, short: 100 },
    workspaces: { about: 'Workspaces they belong to.', full: 5, short: 3 },
    seconds: { about: 'How long everything goes wrong.', full: 90, short: 8 },
  },
  run: runLaw,
}

const membersPerWorkspace = ['agent', 'admin', 'moderator', 'user'] as const

interface Inhabited extends Workspace {
  members: (Member & { seesInbox: boolean })[]
}

async function runLaw(run: Run<Parameters>): Promise<Outcome> {
  await using server = await startServer()
  const workspaces = await populate(run, server)
  const proxy = await startProxy(server.port, toxicsOf(run))
  const listeners = listenersOf(run, workspaces)
  const drivers = new Drivers(listeners, proxy.url, 2)
  const broken = new CursorFirstClient(server.url, workspaces[0]!.owner, dying(run))
  await broken.start()

  const troubled = await makeTrouble(run, server, workspaces, proxy, drivers, listeners)
  const audit = await openAudit(server)
  const isDrained = await drained(audit)
  run.say('every client has to end with what a fresh snapshot says')
  const told = await drivers.settle(40_000)
  drivers.close()
  broken.close()

  const logs = new Map<string, Logged[]>()
  for (const { id } of workspaces) logs.set(id, await readLog(audit, id))
  const trespasses = countTrespasses(told, listeners, workspaces, logs)
  const brokenTrespasses = trespassesOf(broken.steps, workspaces[0]!.owner, true, logs)
  const breaches = await findBreaches(audit)
  await audit.end()
  const naive = await runNaiveReader(server.databaseSettings(), run.random('naive writers'))
  await proxy.close()

  const differing = told.filter(({ differences }) => differences.length > 0)
  const catchUps = told.flatMap(({ catchUpsMs }) => catchUpsMs)
  const calmCatchUps = told.flatMap(({ calmCatchUpsMs }) => calmCatchUpsMs)
  const events = [...logs.values()].reduce((sum, log) => sum + log.length, 0)
  return {
    figures: {
      clients: listeners.length,
      clients_equal: told.length - differing.length,
      clients_different: differing.length,
      events,
      applied: told.reduce((sum, { steps }) => sum + steps.reduce((n, step) => n + step.event_ids.length, 0), 0),
      ...trespasses,
      server_kills: troubled.kills,
      connections: [...proxy.counts.values()].reduce((sum, n) => sum + n, 0),
      ...Object.fromEntries([...proxy.counts].map(([kind, n]) => [`connections_${kind}`, n])),
      client_restarts: troubled.bounces,
      snapshots: told.reduce((sum, { resyncs }) => sum + resyncs, 0),
      member_calls: troubled.calls,
      acknowledged: troubled.ledger.acknowledged,
      catch_up_p50_ms: rounded(percentile(catchUps, 0.5)),
      catch_up_p99_ms: rounded(percentile(catchUps, 0.99)),
      calm_catch_up_p50_ms: rounded(percentile(calmCatchUps, 0.5)),
      calm_catch_up_p99_ms: rounded(percentile(calmCatchUps, 0.99)),
      settled_p99_ms: rounded(
        percentile(
          told.map(({ settledMs }) => settledMs),
          0.99,
        ),
      ),
      log_gaps: breaches.log_gaps,
      unread_drift: breaches.unread_drift,
      control_written: naive.written,
      control_lost: naive.missed,
      control_cursor_first_skipped: brokenTrespasses.skipped,
      ...(differing.length > 0 && {
        example: `${differing[0]!.key}: ${differing[0]!.differences.slice(0, 3).join('; ')}`,
      }),
    },
    promises: [
      {
        says: 'every client equals a fresh snapshot',
        holds: differing.length === 0 && told.length === listeners.length,
      },
      { says: 'no event is skipped', holds: trespasses.skipped === 0 },
      { says: 'no event is applied twice', holds: trespasses.applied_twice === 0 },
      { says: 'applied positions strictly rise', holds: trespasses.out_of_order === 0 },
      { says: 'nobody hears what is not theirs', holds: trespasses.foreign === 0 },
      {
        says: 'the log has no gaps and the counters do not drift',
        holds: breaches.log_gaps + breaches.unread_drift === 0,
      },
      { says: 'what came in is applied', holds: isDrained && breaches.failed_items === 0 && events > 0 },
      // A few seconds on a machine that also runs every test say nothing about the clock.
      ...(run.parameters.seconds < 30
        ? []
        : [
            {
              says: 'on a calm network 99 of 100 connections are caught up within 5 s',
              holds: percentile(calmCatchUps, 0.99) < 5_000,
            },
          ]),
      { says: 'the naive reader misses rows', holds: naive.missed > 0 },
      { says: 'the client that keeps its cursor first skips events', holds: brokenTrespasses.skipped > 0 },
    ],
  }
}

async function populate({ parameters }: Run<Parameters>, server: ServerProcess): Promise<Inhabited[]> {
  const session = await server.signIn()
  const workspaces: Inhabited[] = []
  for (let number = 0; number < parameters.workspaces; number++) {
    const draft = { name: `Workspace ${number}`, number, accountsPerPlatform: 1 }
    const workspace = await makeWorkspace(server.url, session, draft)
    const members: Inhabited['members'] = [{ ...workspace.owner, seesInbox: true }]
    for (const role of membersPerWorkspace) {
      const who = { name: `${role} ${number}`, email: `${role}-${number}@switchboard.example`, role }
      members.push({ ...(await makeMember(server.url, workspace, who)), seesInbox: role !== 'user' })
    }
    workspaces.push({ ...workspace, members })
  }
  return workspaces
}

function listenersOf({ parameters }: Run<Parameters>, workspaces: readonly Inhabited[]): Listener[] {
  return Array.from({ length: parameters.clients }, (_, n) => {
    const { id, members } = workspaces[n % workspaces.length]!
    const member = memberFor(n, workspaces.length, members)
    return { key: `${n} ${member.id}`, session: member.session, workspaceId: id }
  })
}

function memberFor<M>(n: number, workspaces: number, members: readonly M[]): M {
  return members[Math.floor(n / workspaces) % members.length]!
}

/** Half of the connections are good ones; a network on which nothing ever works shows nothing. */
function toxicsOf(run: Run<Parameters>): () => Toxic {
  const random = run.random('network')
  const toxics: (() => Toxic)[] = [
    () => ({ kind: 'reset', afterMs: random.between(50, 3_000) }),
    () => ({ kind: 'slicer', bytes: random.between(50, 500), pauseMs: 1 }),
    () => ({ kind: 'throttle', bytesPerSecond: random.between(20_000, 200_000) }),
    () => ({ kind: 'stall', afterMs: random.between(0, 2_000), forMs: 2_000 }),
    () => ({ kind: 'limit_data', bytes: random.between(1_000, 100_000) }),
    () => ({ kind: 'accept_then_cut' }),
  ]
  return () => (random.chance(0.5) ? { kind: 'none' } : random.pick(toxics)())
}

function dying(run: Run<Parameters>): () => boolean {
  const random = run.random('cursor first')
  return () => random.chance(0.1)
}

async function makeTrouble(
  run: Run<Parameters>,
  server: ServerProcess,
  workspaces: readonly Inhabited[],
  proxy: ToxicProxy,
  drivers: Drivers,
  listeners: readonly Listener[],
) {
  const ledger = new Ledger()
  const gate = new Gate()
  gate.open()
  const senders = new Senders({
    url: server.url,
    ledger,
    gate,
    mostItems: 4,
    pauseMs: 150,
    chatters: chattersOf(run, workspaces),
  })
  const teams = workspaces.map((workspace) => new Team(server.url, workspace, run.random(`team of ${workspace.name}`)))
  const working = new AbortController()
  const work = teams.map((team) => team.work(gate, working.signal, 120))

  const random = run.random('kills')
  const until = performance.now() + run.parameters.seconds * 1000
  let kills = 0
  let bounces = 0
  while (performance.now() < until) {
    await delay(random.between(500, 2_500))
    const keys = listeners.filter(() => random.chance(0.03)).map(({ key }) => key)
    drivers.bounce(keys, random.chance(0.7))
    bounces += keys.length
    await delay(random.between(500, 2_500))
    await restart(server, gate, random.next())
    kills += 1
    if (kills % 5 === 0) run.say(`${kills} kills, ${ledger.acknowledged} items acknowledged`)
  }
  // The last time everybody comes back at once, over a network that works.
  proxy.calm()
  drivers.calm()
  await restart(server, gate, 1)
  await delay(2_000)
  working.abort()
  await Promise.all(work)
  await senders.stop()
  return { ledger, kills, bounces, calls: teams.reduce((sum, team) => sum + team.done, 0) }
}

/** Mostly without a word; now and then with the database, and now and then as an upgrade would. */
async function restart(server: ServerProcess, gate: Gate, chance: number): Promise<void> {
  gate.close()
  if (chance < 0.2) await server.stop()
  else if (chance < 0.5) await server.killWithDatabase({ whole: true })
  else await server.kill()
  await server.start()
  gate.open()
}

function chattersOf(run: Run<Parameters>, workspaces: readonly Workspace[]) {
  return workspaces.flatMap(({ name, accounts }) =>
    accounts.map(({ platform, externalId }) => {
      const random = run.random(`customers of ${name} on ${platform}`)
      const account = { platform, externalId, secret: appSecret }
      return { chatter: new Chatter(`${name} ${platform}`, account, random, 15), random }
    }),
  )
}

function countTrespasses(
  told: readonly Told[],
  listeners: readonly Listener[],
  workspaces: readonly Inhabited[],
  logs: ReadonlyMap<string, Logged[]>,
): Trespasses {
  const sum = { ...noTrespasses }
  const byKey = new Map(told.map((one) => [one.key, one]))
  for (const [n, { key }] of listeners.entries()) {
    const { members } = workspaces[n % workspaces.length]!
    const member = memberFor(n, workspaces.length, members)
    const found = trespassesOf(byKey.get(key)?.steps ?? [], member, member.seesInbox, logs)
    for (const name of Object.keys(sum) as (keyof Trespasses)[]) sum[name] += found[name]
  }
  return sum
}

function trespassesOf(
  steps: Told['steps'],
  { id: memberId, workspaceId }: Member,
  seesInbox: boolean,
  logs: ReadonlyMap<string, Logged[]>,
): Trespasses {
  return findTrespasses(steps, heardBy(logs.get(workspaceId) ?? [], { workspaceId, memberId, seesInbox }))
}
