import type { CpuProfile, ProfileNode } from '../parts/inspector.ts'

/** Where the server's time goes, as a reader of ARCHITECTURE.md would name it. The first pattern that matches counts. */
const places: readonly (readonly [step: string, url: RegExp])[] = [
  ['signature', /platform-meta\/src\/(signature|adapter)\.ts|node:internal\/crypto/],
  ['parse', /platform-(meta|kit)\/src\/|ingest\/inbound-item\.ts/],
  ['ingest: webhook route', /ingest\/webhook-routes\.ts/],
  ['ingest: journal', /ingest\/journal\.ts/],
  ['ingest: apply', /ingest\/apply\.ts/],
  ['ingest: metrics', /ingest\/metrics\.ts|prom-client/],
  ['domain: load and write', /domain\/messages\/(working-set|read-batch)\.ts|contact-book\.ts|parking-lot\.ts/],
  ['domain: rules', /apps\/server\/src\/domain\//],
  ['eventlog: append', /eventlog\/append\.ts/],
  ['eventlog: read', /eventlog\//],
  ['live', /apps\/server\/src\/live\/|node_modules\/ws\//],
  ['db: bulk statements', /apps\/server\/src\/db\/bulk\.ts/],
  ['db: kysely', /node_modules\/kysely\//],
  ['db: transactions', /apps\/server\/src\/db\//],
  ['db: pg driver', /node_modules\/(pg|pg-[a-z]+|postgres-[a-z]+|pgpass|split2)\//],
  [
    'http: fastify',
    /node_modules\/(@?fastify|find-my-way|avvio|light-my-request|secure-json|fast-|pino|helmet)|apps\/server\/src\/http\//,
  ],
  ['http: node', /node:(_http|internal\/http|http)/],
  ['uuid', /node_modules\/uuid\//],
  ['sockets: node', /node:(net|internal\/(stream_base|net)|stream|internal\/streams)/],
]
/** What V8 and Node do for nobody in particular. */
const engine = 'engine: promises, timers, loop'

/** Self time of each step in microseconds, dearest first, without the time in which the process waited. */
export function timeBySteps(profile: CpuProfile): { step: string; us: number }[] {
  const spent = selfTimes(profile)
  const bySteps = new Map<string, number>()
  walk(profile, engine, (node, step) => {
    const us = spent.get(node.id) ?? 0
    if (us === 0) return
    const name = node.callFrame.functionName
    if (name === '(idle)') return
    const counted =
      name === '(garbage collector)' ? 'garbage collection' : name === '(program)' ? 'native: kernel, libuv' : step
    bySteps.set(counted, (bySteps.get(counted) ?? 0) + us)
  })
  return [...bySteps].map(([step, us]) => ({ step, us })).sort((a, b) => b.us - a.us)
}

/** The functions with the most self time, in microseconds. What is native is named with the function that called it. */
export function timeByFunctions(profile: CpuProfile, most: number): { place: string; us: number }[] {
  const spent = selfTimes(profile)
  const byFunctions = new Map<string, number>()
  walk(profile, '', (node, _step, caller) => {
    const { functionName, url, lineNumber } = node.callFrame
    if (functionName === '(idle)') return
    const own = `${functionName || '(anonymous)'}${url ? ` ${short(url)}:${lineNumber + 1}` : ''}`
    const place = url || functionName.startsWith('(') ? own : `${own} ← ${caller}`
    byFunctions.set(place, (byFunctions.get(place) ?? 0) + (spent.get(node.id) ?? 0))
  })
  return [...byFunctions]
    .map(([place, us]) => ({ place, us }))
    .sort((a, b) => b.us - a.us)
    .slice(0, most)
}

function selfTimes({ samples, timeDeltas }: CpuProfile): Map<number, number> {
  const spent = new Map<number, number>()
  // A delta is the time since the sample before: it belongs to the frame that was then on top.
  for (let i = 1; i < samples.length; i++) {
    const node = samples[i - 1]!
    spent.set(node, (spent.get(node) ?? 0) + Math.max(0, timeDeltas[i]!))
  }
  return spent
}

/** What a frame has no place for (a built-in, a callback of Node) is its caller's. */
function walk(
  { nodes }: CpuProfile,
  outermost: string,
  visit: (node: ProfileNode, step: string, caller: string) => void,
): void {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const stack = [{ node: nodes[0]!, step: outermost, caller: '' }]
  for (let next = stack.pop(); next; next = stack.pop()) {
    const { functionName, url } = next.node.callFrame
    const step = stepOf(url) ?? next.step
    visit(next.node, step, next.caller)
    const caller = url ? `${functionName || '(anonymous)'} ${short(url)}` : next.caller
    for (const id of next.node.children ?? []) stack.push({ node: byId.get(id)!, step, caller })
  }
}

function stepOf(url: string): string | undefined {
  return url === '' ? undefined : places.find(([, pattern]) => pattern.test(url))?.[0]
}

function short(url: string): string {
  return url.replace(/^.*\/node_modules\//, '').replace(/^.*\/(apps|packages)\//, '')
}
