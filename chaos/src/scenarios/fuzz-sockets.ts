import { setTimeout as delay } from 'node:timers/promises'
import { makeWebhook } from '@switchboard/meta-sandbox'
import { createClient, differences, sessionTokens } from '@switchboard/sdk'
import { appSecret, type ServerProcess, startServer } from '../../../tools/server-process.ts'
import { call, must } from '../api.ts'
import { megabytes } from '../figures.ts'
import { encodeFrame, opcodes, RawSocket } from '../fuzz/raw-socket.ts'
import { endedRightly, payVisit, planVisit, realtimePath, type Visitor } from '../fuzz/visits.ts'
import { Poster } from '../load/poster.ts'
import { Memory } from '../memory.ts'
import { makeMember, makeWorkspace, tokenOf, type Workspace } from '../population.ts'
import type { Outcome, Run, Scenario } from '../scenario.ts'
import { until } from '../until.ts'

type Parameters = 'frames' | 'half_open'

export const fuzzSockets: Scenario<Parameters> = {
  name: 'fuzz_sockets',
  about: 'Whatever is sent to the live stream ends with the right close code, and disturbs nobody else.',
  parameters: {
    frames: { about: 'Frames that are sent.', full: 20_000, short: 1_500 },
    half_open: { about: 'Sockets that begin a frame, say nothing more and stay.', full: 950, short: 200 },
  },
  run: runFuzzSockets,
}

const visitorsAtOnce = 16
const members = 8
const growthLimitMb = 100

async function runFuzzSockets(run: Run<Parameters>): Promise<Outcome> {
  await using server = await startServer()
  const { workspace, visitors } = await populate(server)
  const { pid } = server
  const witness = await startWitness(server, workspace)

  const memory = new Memory(server)
  const visited = await visitAll(run, visitors, memory)
  run.say('sockets that say nothing more')
  const halfOpen = await openHalf(run, server)
  const isAlive = server.isRunning && server.pid === pid
  const seen = await witness.finish()

  const growth = memory.growthMb()
  return {
    figures: {
      frames: visited.frames,
      sockets: visited.sockets,
      ...Object.fromEntries([...visited.endings].sort().map(([ending, n]) => [`ended_${ending}`, n])),
      wrong_endings: visited.wrong.length,
      refused_handshakes: visited.refused,
      exits: isAlive ? 0 : 1,
      rss_peak_mb: megabytes(memory.peakBytes),
      rss_growth_mb: growth,
      half_open: halfOpen.open,
      half_open_refused: halfOpen.refused,
      half_open_closed: halfOpen.closed,
      half_open_growth_mb: halfOpen.growthMb,
      witness_events: seen.events,
      witness_disconnects: seen.disconnects,
      witness_differences: seen.differences.length,
      ...(visited.wrong.length > 0 && { examples: visited.wrong.slice(0, 5).join('; ') }),
      ...(seen.differences.length > 0 && { witness_example: seen.differences[0]! }),
    },
    promises: [
      { says: 'the server lives', holds: isAlive },
      { says: 'every socket ends as it should', holds: visited.wrong.length === 0 && visited.sockets > 0 },
      { says: 'who says nothing is sent away', holds: halfOpen.closed === halfOpen.open },
      {
        says: `sockets before auth need less than ${growthLimitMb} MB`,
        holds: (halfOpen.growthMb ?? 0) < growthLimitMb,
      },
      { says: `memory grows by less than ${growthLimitMb} MB`, holds: (growth ?? 0) < growthLimitMb },
      {
        says: 'nobody else is disturbed',
        holds: seen.disconnects === 0 && seen.differences.length === 0 && seen.events > 0,
      },
    ],
  }
}

async function populate(server: ServerProcess): Promise<{ workspace: Workspace; visitors: Visitor[] }> {
  const session = await server.signIn()
  const workspace = await makeWorkspace(server.url, session, { name: 'Visited', number: 0, accountsPerPlatform: 1 })
  await say(server, workspace, 'before')
  const bearer = await tokenOf(server.url, workspace.owner)
  const listing = () => call<{ items: { id: string }[] }>(server.url, 'GET', '/api/v1/conversations', { bearer })
  await until(async () => (await must(listing())).items.length > 0)
  const conversationIds = (await must(listing())).items.map(({ id }) => id)
  const visitors: Visitor[] = []
  for (let n = 0; n < members; n++) {
    const who = { name: `Visitor ${n}`, email: `visitor-${n}@switchboard.example`, role: 'agent' }
    const token = await tokenOf(server.url, await makeMember(server.url, workspace, who))
    visitors.push({ port: server.port, token, conversationIds })
  }
  return { workspace, visitors }
}

let said = 0

async function say(server: ServerProcess, { accounts }: Workspace, text: string): Promise<void> {
  const { platform, externalId } = accounts[said % accounts.length]!
  said += 1
  const message = { customer: `7700${said % 9}`, text: `${text} ${said}`, id: `m_${said}`, at: Date.now() }
  const { headers, body } = makeWebhook(platform, { account: externalId, secret: appSecret, ...message })
  const poster = new Poster(server.url)
  await poster.post(`/webhooks/${platform}`, headers, body)
  poster.close()
}

/** Somebody who only wants to follow their inbox while all of this goes on. */
async function startWitness(server: ServerProcess, workspace: Workspace) {
  let events = 0
  let disconnects = 0
  const client = createClient({
    url: server.url,
    getToken: sessionTokens(server.url, { fetch, session_token: workspace.owner.session, workspace_id: workspace.id }),
    observer: { onApplied: ({ event_ids }) => (events += event_ids.length) },
  })
  let wasLive = false
  client.connection.subscribe(() => {
    const isLive = client.connection.status.is === 'live'
    if (wasLive && !isLive) disconnects += 1
    wasLive = isLive
  })
  client.connect()
  await until(() => wasLive)
  const talking = setInterval(() => void say(server, workspace, 'meanwhile'), 200)

  return {
    async finish() {
      clearInterval(talking)
      let found: string[] = ['it holds nothing']
      await until(async () => {
        const window = { messages_limit: 20 }
        const fresh = await client.requests.snapshot({ conversations_limit: 50, ...window })
        found = client.store.state ? differences(client.store.state, fresh, window) : found
        return found.length === 0
      }, 10_000)
      const met = { events, disconnects, differences: found }
      client.close() // which is a disconnection too, and not the server's
      return met
    },
  }
}

interface Visited {
  frames: number
  sockets: number
  refused: number
  endings: Map<string, number>
  wrong: string[]
}

async function visitAll(run: Run<Parameters>, visitors: readonly Visitor[], memory: Memory): Promise<Visited> {
  const visited: Visited = { frames: 0, sockets: 0, refused: 0, endings: new Map(), wrong: [] }
  const { frames } = run.parameters
  let next = 0
  const visit = async () => {
    while (visited.frames < frames) {
      const n = next++
      await payOne(run, n, visitors[n % visitors.length]!, visited)
      memory.look(visited.frames / frames)
    }
  }
  await Promise.all(Array.from({ length: visitorsAtOnce }, visit))
  return visited
}

async function payOne(run: Run<Parameters>, n: number, visitor: Visitor, visited: Visited): Promise<void> {
  const visit = planVisit(run.random(`visit ${n}`), visitor)
  let ending = await payVisit(visit, visitor)
  while (ending === null) {
    visited.refused += 1
    await delay(100)
    ending = await payVisit(visit, visitor)
  }
  visited.sockets += 1
  visited.frames += visit.frames.length + (visit.isMember ? 1 : 0)
  const name = typeof ending === 'string' ? ending : 'http' in ending ? `http_${ending.http}` : String(ending.code)
  visited.endings.set(name, (visited.endings.get(name) ?? 0) + 1)
  if (!endedRightly(visit, ending)) visited.wrong.push(`visit ${n} (${visit.kind}) ended with ${name}`)
}

/** Each holds as much of the server's memory as one can without saying who it is. */
async function openHalf({ parameters }: Run<Parameters>, server: ServerProcess) {
  const before = server.residentBytes()
  const sockets: RawSocket[] = []
  let refused = 0
  for (let n = 0; n < parameters.half_open; n++) {
    const socket = new RawSocket(server.port)
    socket.upgrade(realtimePath)
    if (await socket.hears('hello', 10_000)) {
      socket.write(encodeFrame({ opcode: opcodes.text, payload: Buffer.alloc(60_000, 'x'), announced: 65_000 }))
      sockets.push(socket)
    } else {
      refused += 1
    }
  }
  const memory = new Memory(server)
  const watching = setInterval(() => memory.look(1), 50)
  const endings = await Promise.all(sockets.map((socket) => socket.ending(20_000)))
  clearInterval(watching)
  const growthMb = megabytes(memory.peakBytes - before)
  for (const socket of sockets) socket.destroy()
  const closed = endings.filter(
    (ending) => typeof ending === 'object' && 'code' in ending && ending.code === 4401,
  ).length
  return { open: sockets.length, refused, closed, growthMb }
}
