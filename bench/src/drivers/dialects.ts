import type { Dialect } from './herd-client.ts'

/** How to speak to each kind of server that sockets are opened to. */
export type DialectName = keyof typeof dialects

const startsWith = (payload: Buffer, text: string) => payload.toString('latin1', 0, text.length) === text
const heartbeat = Buffer.from('{"op":"heartbeat"}')
const cursorOf = (payload: Buffer) => /"cursor":"([^"]+)"/.exec(payload.toString('latin1', 0, 256))?.[1] ?? null

/** A member's live stream: hello, auth with a token and perhaps a cursor, ready. */
const switchboard: Dialect = {
  path: '/api/v1/realtime',
  greet(payload, client) {
    if (startsWith(payload, '{"op":"hello"')) {
      return Buffer.from(JSON.stringify({ op: 'auth', token: client.token, cursor: client.cursor }))
    }
    if (!startsWith(payload, '{"op":"ready"')) return false
    // A resync means that the stream could not continue where it was; whoever expects events will miss them.
    client.cursor = cursorOf(payload)
    return true
  },
  respond(payload, client) {
    if (startsWith(payload, '{"op":"events"')) client.cursor = cursorOf(payload)
    return startsWith(payload, '{"op":"heartbeat"') ? heartbeat : null
  },
}

/** The floor says one word when the socket is open. */
const bare: Dialect = { path: '/', greet: () => true, respond: () => null }

/** Engine.IO 4 and Socket.IO 5 as their documents describe them: open, connect, connected; ping and pong. */
const socketIo: Dialect = {
  path: '/socket.io/?EIO=4&transport=websocket',
  greet(payload) {
    if (startsWith(payload, '0')) return Buffer.from('40')
    return startsWith(payload, '40')
  },
  respond: (payload) => (payload.length === 1 && startsWith(payload, '2') ? Buffer.from('3') : null),
}

export const dialects = { switchboard, bare, socketIo }
