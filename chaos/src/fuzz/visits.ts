import type { Random } from '@switchboard/meta-sandbox/wire'
import { mutate, nasty, writeJson } from './mutate.ts'
import { type Ending, encodeFrame, opcodes, RawSocket, textFrame } from './raw-socket.ts'

/** One visit: what somebody sends, and how that may end. */
export interface Visit {
  kind: string
  path?: string
  headers?: Record<string, string>
  /** Says who it is first, truthfully, and waits for the answer. */
  isMember: boolean
  frames: Buffer[]
  /** Close codes, statuses of HTTP, or that the server is still there when it is asked. */
  mayEnd: readonly (number | 'pong')[]
}

/** What a visitor knows of the world. */
export interface Visitor {
  port: number
  token: string
  conversationIds: readonly string[]
}

export const realtimePath = '/api/v1/realtime'

const text = opcodes.text
const utf8 = (words: string) => Buffer.from(words)
const bytesOf = (random: Random, length: number) => Buffer.from(Array.from({ length }, () => random.between(0, 255)))

/** What comes as long as nobody has said who they are, and after. */
const unknown = { badFrame: 4400, unauthenticated: 4401 } as const

type Plan = (random: Random, visitor: Visitor) => Omit<Visit, 'kind'>

/** By name, so that a wrong ending says what led to it. */
const plans: Record<string, Plan> = {
  odd_text_first: (random) => ({ isMember: false, frames: [textFrame(oddText(random))], mayEnd: [4400, 4401] }),
  frame_before_auth: (random, visitor) => ({
    isMember: false,
    frames: [textFrame(validFrame(random, visitor))],
    mayEnd: [unknown.unauthenticated],
  }),
  wrong_token: (random, { token }) => ({
    isMember: false,
    frames: [textFrame({ op: 'auth', token: wrongToken(random, token) })],
    mayEnd: [unknown.unauthenticated],
  }),
  first_frame_too_big: (random) => ({
    isMember: false,
    frames: [textFrame({ op: 'auth', token: 'x'.repeat(random.between(4_100, 60_000)) })],
    mayEnd: [unknown.badFrame],
  }),
  flood_before_auth: (random) => ({
    isMember: false,
    frames: Array.from({ length: random.between(5, 40) }, () => textFrame({ op: 'heartbeat' })),
    mayEnd: [unknown.unauthenticated],
  }),
  member_says_right_things: (random, visitor) => ({
    isMember: true,
    frames: Array.from({ length: random.between(1, 15) }, () => textFrame(validFrame(random, visitor))),
    mayEnd: ['pong', 4400], // a pull that comes before the last one has been answered is refused
  }),
  member_says_odd_things: (random, visitor) => ({
    isMember: true,
    frames: [
      ...Array.from({ length: random.between(0, 5) }, () => textFrame({ op: 'heartbeat' })),
      textFrame(writeJson(mutate(validFrame(random, visitor), random, 'odd'))),
    ],
    mayEnd: ['pong', 1009, 4400, 4401, 4403], // 1009: two long oddities in one frame are more than a frame may hold
  }),
  member_says_nonsense: (random) => ({ isMember: true, frames: [textFrame(oddText(random))], mayEnd: [4400] }),
  member_floods: (random) => ({
    isMember: true,
    frames: Array.from({ length: random.between(70, 120) }, () =>
      textFrame({ op: 'heartbeat', n: random.between(0, 9) }),
    ),
    mayEnd: [4429],
  }),
  member_renews: (_random, { token }) => ({
    isMember: true,
    frames: [textFrame({ op: 'auth', token })],
    mayEnd: ['pong'],
  }),
  member_becomes_nobody: (random, { token }) => ({
    isMember: true,
    frames: [textFrame({ op: 'auth', token: wrongToken(random, token) })],
    mayEnd: [4401, 'pong'], // the question may be answered before the token has been looked at
  }),
  binary: (random) => ({
    isMember: random.chance(0.5),
    frames: [encodeFrame({ opcode: opcodes.binary, payload: bytesOf(random, random.between(0, 200)) })],
    mayEnd: [4400],
  }),
  too_big: (random) => ({
    isMember: random.chance(0.5),
    frames: [encodeFrame({ opcode: text, payload: Buffer.alloc(random.between(65_537, 90_000), 'x') })],
    mayEnd: [1009],
  }),
  announced_too_big: (random) => ({
    isMember: random.chance(0.5),
    frames: [encodeFrame({ opcode: text, payload: utf8('x'), announced: random.pick([65_537, 2 ** 31, 2 ** 52]) })],
    mayEnd: [1009],
  }),
  announced_beyond_numbers: () => ({
    isMember: false,
    frames: [Buffer.concat([Buffer.from([0x81, 0xff]), Buffer.alloc(8, 0xff), Buffer.alloc(4)])],
    mayEnd: [1009, 1002],
  }),
  fragments: (random, { token }) => ({
    isMember: false,
    frames: fragmentsOf(utf8(JSON.stringify({ op: 'auth', token })), random.between(2, 60)),
    mayEnd: ['pong'],
  }),
  too_many_fragments: (random) => ({
    isMember: random.chance(0.5),
    frames: fragmentsOf(Buffer.alloc(random.between(70, 120), 'x'), 120),
    mayEnd: [1008, 1009],
  }),
  fragments_that_grow: () => ({
    isMember: false,
    frames: Array.from({ length: 30 }, (_, n) =>
      encodeFrame({ opcode: n === 0 ? text : 0, fin: false, payload: Buffer.alloc(4_000, 'x') }),
    ),
    mayEnd: [1009],
  }),
  unmasked: (random) => ({
    isMember: random.chance(0.5),
    frames: [encodeFrame({ opcode: text, payload: utf8('{}'), masked: false })],
    mayEnd: [1002],
  }),
  reserved_bits: (random) => ({
    isMember: random.chance(0.5),
    frames: [encodeFrame({ opcode: text, payload: utf8('{}'), rsv: random.between(1, 7) })],
    mayEnd: [1002],
  }),
  reserved_opcode: (random) => ({
    isMember: random.chance(0.5),
    frames: [encodeFrame({ opcode: random.pick([3, 4, 5, 6, 7, 11, 12, 13, 14, 15]), payload: utf8('{}') })],
    mayEnd: [1002],
  }),
  continues_nothing: () => ({
    isMember: false,
    frames: [encodeFrame({ opcode: opcodes.continuation, payload: utf8('{}') })],
    mayEnd: [1002],
  }),
  fragmented_ping: () => ({
    isMember: false,
    frames: [encodeFrame({ opcode: opcodes.ping, payload: utf8('x'), fin: false })],
    mayEnd: [1002],
  }),
  long_ping: (random) => ({
    isMember: random.chance(0.5),
    frames: [encodeFrame({ opcode: opcodes.ping, payload: Buffer.alloc(random.between(126, 1_000)) })],
    mayEnd: [1002],
  }),
  not_utf8: (random) => ({
    isMember: random.chance(0.5),
    frames: [encodeFrame({ opcode: text, payload: Buffer.from([0x7b, 0xff, 0xfe, 0x7d]) })],
    mayEnd: [1007],
  }),
  closes: (random) => ({
    isMember: random.chance(0.5),
    frames: [
      encodeFrame({ opcode: opcodes.close, payload: random.pick([closeOf(1000), closeOf(4999), Buffer.alloc(0)]) }),
    ],
    mayEnd: [1000, 1005, 4999, 1006],
  }),
  closes_wrongly: (random) => ({
    isMember: false,
    frames: [
      encodeFrame({ opcode: opcodes.close, payload: random.pick([closeOf(999), closeOf(1005), Buffer.alloc(1)]) }),
    ],
    mayEnd: [1002],
  }),
  random_bytes: (random) => ({
    isMember: random.chance(0.5),
    // A first byte that is no frame: random bytes may otherwise announce something and then wait for it.
    frames: [Buffer.concat([Buffer.from([0xf3]), bytesOf(random, random.between(10, 400))])],
    mayEnd: [1002],
  }),
  odd_handshake: (random) => ({
    isMember: false,
    headers: random.pick(oddHandshakes),
    frames: [],
    mayEnd: [400, 403, 404, 405, 426, 1006],
  }),
  wrong_path: (random) => ({
    isMember: false,
    path: random.pick(['/', '/api/v1/realtime/', '/api/v1/realtime%00', '//api/v1/realtime', '/api/v1/me']),
    frames: [],
    mayEnd: [404],
  }),
}

const oddHandshakes: readonly Record<string, string>[] = [
  { 'Sec-WebSocket-Version': '7' },
  { 'Sec-WebSocket-Version': 'x' },
  { 'Sec-WebSocket-Key': '' },
  { 'Sec-WebSocket-Key': 'short' },
  { Upgrade: 'h2c' },
  { Upgrade: '' },
  { Origin: 'https://elsewhere.example' },
  { Origin: 'null' },
  { Origin: '__proto__' },
]

export const visitKinds = Object.keys(plans)

/** The nth visit of a run, decided by `random` alone. */
export function planVisit(random: Random, visitor: Visitor): Visit {
  const kind = random.chance(0.35) ? 'member_says_right_things' : random.pick(visitKinds)
  return { kind, ...plans[kind]!(random, visitor) }
}

/** Pays the visit. Resolves with how it ended; null where the server had no room and has to be asked again. */
export async function payVisit(visit: Visit, { port, token }: Visitor): Promise<Ending | null> {
  const socket = new RawSocket(port)
  try {
    socket.upgrade(visit.path ?? realtimePath, visit.headers)
    const isIn = visit.headers || visit.path ? false : await socket.hears('hello', 20_000)
    if (isIn && visit.isMember) {
      socket.write(textFrame({ op: 'auth', token }))
      await socket.hears('ready', 20_000)
    }
    for (const frame of visit.frames) socket.write(frame)
    if (visit.mayEnd.includes('pong')) socket.write(encodeFrame({ opcode: opcodes.ping, payload: utf8('there?') }))
    const ending = await socket.ending(20_000)
    return typeof ending === 'object' && 'http' in ending && ending.http === 503 ? null : ending
  } finally {
    socket.destroy()
  }
}

export function endedRightly({ mayEnd }: Visit, ending: Ending): boolean {
  if (ending === 'silence') return false
  if (ending === 'pong') return mayEnd.includes('pong')
  return mayEnd.includes('http' in ending ? ending.http : ending.code)
}

function validFrame(random: Random, { conversationIds }: Visitor): object {
  const conversation_id = random.chance(0.5) ? random.pick(conversationIds) : `x${random.between(0, 1e6)}`
  return random.pick([
    { op: 'heartbeat' },
    { op: 'heartbeat', n: random.between(0, 1e9), cursor: null },
    { op: 'typing', conversation_id, is_typing: random.chance(0.5) },
    { op: 'presence', state: random.pick(['online', 'away']) },
    { op: 'pull', cursor: random.pick(['x', 'A'.repeat(40), '\u0000', 'AQ'.repeat(20), '__proto__']) },
  ])
}

function oddText(random: Random): string {
  return random.pick([
    () => '',
    () => '{',
    () => 'null',
    () => '[]',
    () => '{"op":"auth"',
    () => '{"op":"__proto__"}',
    () => '{"op":["auth"],"token":"x"}',
    () => '{"op":"auth","token":{"toString":1}}',
    () => '{"op":"pull"}',
    () => '{"op":"events","n":1,"cursor":"x","events":[]}',
    () => `{"op":"heartbeat","n":${'9'.repeat(400)}}`,
    () => '['.repeat(random.between(100, 4_000)),
    () => writeJson(nasty(random, 'odd')).slice(0, 4_000),
    () => bytesOf(random, random.between(1, 300)).toString('latin1'),
  ])()
}

function wrongToken(random: Random, token: string): string {
  return random.pick(['', 'x', token.slice(0, -3), `${token}x`, token.replace(/\.[^.]*\./, '.e30.'), 'a.b.c', '\u0000'])
}

function fragmentsOf(payload: Buffer, pieces: number): Buffer[] {
  const size = Math.ceil(payload.length / pieces)
  const count = Math.ceil(payload.length / size)
  return Array.from({ length: count }, (_, n) =>
    encodeFrame({
      opcode: n === 0 ? text : opcodes.continuation,
      fin: n === count - 1,
      payload: payload.subarray(n * size, (n + 1) * size),
    }),
  )
}

function closeOf(code: number): Buffer {
  return Buffer.from([code >> 8, code & 255])
}
