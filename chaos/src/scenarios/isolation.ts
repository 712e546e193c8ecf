import { type ServerProcess, startServer } from '../../../tools/server-process.ts'
import { call, must } from '../api.ts'
import { drained, openAudit } from '../audit.ts'
import { percentile, rounded } from '../figures.ts'
import { makeCanary, Owners, readIds, type WorkspaceIds } from '../isolation/canaries.ts'
import { Eavesdropper } from '../isolation/eavesdropper.ts'
import { Prober, readRoutes } from '../isolation/probes.ts'
import { logsOf, secretsOf } from '../isolation/secrets.ts'
import { makeTenant, oneMessage, type Person, type Tenant, tellTales } from '../isolation/tenants.ts'
import type { Parcel } from '../load/chatter.ts'
import { Poster } from '../load/poster.ts'
import type { Outcome, Run, Scenario } from '../scenario.ts'
import { until } from '../until.ts'

type Parameters = 'workspaces' | 'parcels'

export const isolation: Scenario<Parameters> = {
  name: 'isolation',
  about:
    'Nobody ever sees a byte of another workspace, nothing of anybody reaches a log, and whoever is put out is out at once.',
  parameters: {
    workspaces: { about: 'Workspaces, each with six members.', full: 20, short: 3 },
    parcels: { about: 'Webhooks per account while everybody listens.', full: 12, short: 4 },
  },
  run: runIsolation,
}

const effectiveMs = 5_000
const patienceMs = 30_000

async function runIsolation(run: Run<Parameters>): Promise<Outcome> {
  await using server = await startServer({ env: { LOG_LEVEL: 'debug' } })
  const owners = new Owners()
  const tenants = await populate(run, server, owners)
  const cursors = new Map<string, string>()
  for (const { people } of tenants) for (const person of people) cursors.set(person.id, await cursorOf(server, person))

  run.say('everybody listens')
  const live = await listen(server, tenants, () => null)
  await tell(server, shuffledTales(run, tenants))
  const audit = await openAudit(server)
  const isDrained = await drained(audit)
  const replayed = await listen(server, tenants, (person) => cursors.get(person.id)!)
  const misled = await listen(server, tenants, (person) => cursors.get(neighbourOf(tenants, person).people[0]!.id)!)
  const listeners = [...live, ...replayed, ...misled]
  const deaf = await countDeaf([...live, ...replayed], tenants)

  run.say('everybody asks for what is not theirs')
  const ids = new Map<string, WorkspaceIds>()
  for (const { id } of tenants) ids.set(id, await readIds(audit, id))
  for (const [workspaceId, theirs] of ids) owners.ofIds([workspaceId, ...Object.values(theirs).flat()], workspaceId)
  const before = await describe(server, tenants)
  const probed = await probe(server, tenants, ids, owners)
  const isUntouched = (await describe(server, tenants)) === before

  run.say('some are put out while they listen')
  const putOut = await putOutAll(server, tenants, live)
  await audit.end()

  const socketLeaks = listeners.flatMap((listener) => leaksOf(listener, owners))
  for (const listener of listeners) listener.close()
  await server.stop()
  const logs = logsOf(server)
  const logLeaks = [
    ...owners.foreignCanaries(logs, null).map((canary) => `the canary ${canary}`),
    ...secretsOf(server, tenants).filter((secret) => logs.includes(secret)),
  ]
  const examples = [...probed.leaks, ...probed.different, ...socketLeaks, ...putOut.examples].slice(0, 5)
  return {
    figures: {
      workspaces: tenants.length,
      members: tenants.reduce((sum, { people }) => sum + people.length, 0),
      sockets: listeners.length,
      requests: probed.requests,
      comparisons: probed.comparisons,
      checked_mb: rounded(owners.bytesChecked / 1e6),
      log_mb: rounded(logs.length / 1e6),
      leaks_rest: probed.leaks.length,
      leaks_socket: socketLeaks.length,
      leaks_log: logLeaks.length,
      answers_different: probed.different.length,
      deaf_sockets: deaf,
      put_out: putOut.ms.length,
      put_out_p50_ms: rounded(percentile(putOut.ms, 0.5)),
      put_out_max_ms: rounded(percentile(putOut.ms, 1)),
      heard_afterwards: putOut.heardAfterwards,
      ...(examples.length > 0 && { examples: examples.join('; ') }),
    },
    promises: [
      {
        says: 'no answer holds anything of another workspace',
        holds: probed.leaks.length === 0 && probed.requests > 0,
      },
      { says: 'no socket hears anything of another workspace', holds: socketLeaks.length === 0 },
      { says: 'everybody hears their own', holds: deaf === 0 && isDrained },
      { says: 'foreign and unknown answer alike', holds: probed.different.length === 0 && probed.comparisons > 0 },
      { says: 'nothing was changed from outside', holds: isUntouched },
      { says: 'no log holds a word of anybody, or a secret', holds: logLeaks.length === 0 && logs.length > 0 },
      { says: 'who is put out is out', holds: percentile(putOut.ms, 1) < patienceMs },
      // A few on a machine that also runs every test say nothing about the clock.
      ...(run.parameters.workspaces < 10
        ? []
        : [{ says: `who is put out is out within ${effectiveMs} ms`, holds: percentile(putOut.ms, 1) < effectiveMs }]),
      { says: 'who is put out by an event hears nothing that comes after it', holds: putOut.heardAfterwards === 0 },
    ],
  }
}

async function populate(run: Run<Parameters>, server: ServerProcess, owners: Owners): Promise<Tenant[]> {
  const tenants: Tenant[] = []
  for (let number = 0; number < run.parameters.workspaces; number++) {
    const random = run.random(`workspace ${number}`)
    const tenant = await makeTenant(server.url, number, makeCanary(random), random)
    owners.ofCanary(tenant.canary, tenant.id)
    tenants.push(tenant)
  }
  return tenants
}

async function cursorOf(server: ServerProcess, { token }: Person): Promise<string> {
  return (await must(call<{ cursor: string }>(server.url, 'GET', '/api/v1/snapshot', { bearer: token }))).cursor
}

function neighbourOf(tenants: readonly Tenant[], { workspaceId }: Person): Tenant {
  const place = tenants.findIndex(({ id }) => id === workspaceId)
  return tenants[(place + 1) % tenants.length]!
}

function shuffledTales(run: Run<Parameters>, tenants: readonly Tenant[]): Parcel[] {
  const random = run.random('tales')
  return random.shuffle(tenants.flatMap((tenant) => tellTales(tenant, random, run.parameters.parcels)))
}

async function tell(server: ServerProcess, parcels: readonly Parcel[]): Promise<void> {
  const poster = new Poster(server.url)
  for (const { platform, headers, body } of parcels) {
    const reply = await poster.post(`/webhooks/${platform}`, headers, body)
    if (reply?.status !== 200) throw new Error(`a webhook was answered ${reply?.status ?? 'with a cut connection'}`)
  }
  poster.close()
}

function listen(
  server: ServerProcess,
  tenants: readonly Tenant[],
  cursorFor: (person: Person) => string | null,
): Promise<Eavesdropper[]> {
  const everybody = tenants.flatMap(({ people }) => people)
  return Promise.all(everybody.map((person) => new Eavesdropper(server.url, person, cursorFor(person)).ready()))
}

/** A test in which nobody hears anything would pass as well. */
async function countDeaf(listeners: readonly Eavesdropper[], tenants: readonly Tenant[]): Promise<number> {
  const hearing = await Promise.all(
    listeners
      .filter(({ person }) => person.role !== 'user')
      .map((listener) => listener.hears(tenants.find(({ id }) => id === listener.person.workspaceId)!.canary)),
  )
  return hearing.filter((heard) => !heard).length
}

function leaksOf({ heard, person }: Eavesdropper, owners: Owners): string[] {
  const { role, workspaceId } = person
  const leaks = [...owners.foreignCanaries(heard, workspaceId), ...owners.foreignIds(heard, workspaceId)]
  return leaks.slice(0, 1).map((leak) => `the socket of a ${role} heard ${leak}`)
}

async function probe(
  server: ServerProcess,
  tenants: readonly Tenant[],
  ids: ReadonlyMap<string, WorkspaceIds>,
  owners: Owners,
) {
  const prober = new Prober(server.url, await readRoutes(server.url), owners)
  const waiting = tenants.flatMap(({ people }) => people)
  const probeNext = async () => {
    for (let person = waiting.shift(); person; person = waiting.shift()) {
      const foreign = neighbourOf(tenants, person)
      await prober.readEverything(person, ids.get(person.workspaceId)!, foreign)
      const [mine, theirs] = [ids.get(person.workspaceId)!, ids.get(foreign.id)!]
      await prober.askForForeign(person, mine, theirs, foreign)
    }
  }
  await Promise.all(Array.from({ length: 4 }, probeNext))
  return prober.found
}

/** What every workspace's owner sees, as text, to be compared. */
async function describe(server: ServerProcess, tenants: readonly Tenant[]): Promise<string> {
  const all = tenants.map(async ({ people }) => {
    const bearer = people[0]!.token
    const path = '/api/v1/snapshot?conversations_limit=500&messages_limit=100'
    const { at: _, ...rest } = await must(call<{ at: string }>(server.url, 'GET', path, { bearer }))
    return JSON.stringify(rest)
  })
  return (await Promise.all(all)).join('\n')
}

type Way = (server: ServerProcess, tenant: Tenant, person: Person) => Promise<unknown>

/** In how many ways one can cease to be a member, and the role of the one it happens to. */
const ways: readonly { role: string; way: Way; keepsSocket?: boolean; isInLog?: false }[] = [
  // No event says so: the server asks every few seconds who is still signed in.
  {
    role: 'admin',
    way: (server, _tenant, { session }) => post(server, '/api/auth/sign-out', session, {}),
    isInLog: false,
  },
  { role: 'moderator', way: (server, tenant, { id }) => change(server, tenant, 'PATCH', id, { is_disabled: true }) },
  { role: 'agent', way: (server, tenant, { id }) => change(server, tenant, 'DELETE', id) },
  {
    role: 'agent',
    way: (server, tenant, { id }) => change(server, tenant, 'PATCH', id, { role: 'user' }),
    keepsSocket: true,
  },
]

async function putOutAll(server: ServerProcess, tenants: readonly Tenant[], live: readonly Eavesdropper[]) {
  const found = { ms: [] as number[], heardAfterwards: 0, examples: [] as string[] }
  const putOut = async (tenant: Tenant) => {
    const free = live.filter(({ person }) => person.workspaceId === tenant.id)
    for (const [n, { role, way, keepsSocket = false, isInLog = true }] of ways.entries()) {
      const listener = free.splice(
        free.findIndex(({ person }) => person.role === role),
        1,
      )[0]!
      await way(server, tenant, listener.person)
      const began = performance.now()
      const later = `afterwards-${tenant.canary}-${n}`
      await tell(server, [oneMessage(tenant.accounts[n % tenant.accounts.length]!, later)])
      const ms = keepsSocket
        ? await untilBlind(server, listener.person, began)
        : await untilOut(server, listener, began)
      found.ms.push(ms)
      await live.find(({ person }) => person.id === tenant.people[0]!.id)!.hears(later)
      if (!isInLog || !listener.heard.includes(later)) continue
      found.heardAfterwards += 1
      found.examples.push(`a ${role} heard ${later}`)
    }
  }
  await Promise.all(tenants.map(putOut))
  return found
}

/** Resolves with the milliseconds until the socket was closed and the token refused; endless where they never are. */
async function untilOut(server: ServerProcess, listener: Eavesdropper, began: number): Promise<number> {
  const isOut = async () => listener.closedAt !== null && (await statusFor(server, listener.person, '/me')) === 401
  return (await until(isOut, patienceMs)) ? performance.now() - began : Number.POSITIVE_INFINITY
}

/** The same for somebody who stays and may no longer see the inbox. */
async function untilBlind(server: ServerProcess, person: Person, began: number): Promise<number> {
  const isBlind = async () => (await statusFor(server, person, '/accounts')) === 403
  return (await until(isBlind, patienceMs)) ? performance.now() - began : Number.POSITIVE_INFINITY
}

async function statusFor(server: ServerProcess, { token }: Person, path: string): Promise<number> {
  return (await call(server.url, 'GET', `/api/v1${path}`, { bearer: token })).status
}

async function change(server: ServerProcess, tenant: Tenant, method: string, memberId: string, body?: object) {
  const asking = { bearer: tenant.people[0]!.token, ...(body && { body }) }
  await must(call(server.url, method, `/api/v1/members/${memberId}`, asking))
}

async function post(server: ServerProcess, path: string, bearer: string, body: object) {
  await must(call(server.url, 'POST', path, { bearer, body }))
}
