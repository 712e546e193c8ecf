import type { Duplex } from 'node:stream'

const TEXT = 0x81 // final fragment, text
/** Beyond this the body is written as it is instead of being copied behind its head. */
const COPY_UP_TO = 4 * 1024

/**
 * Writes one unmasked text frame that is `head` (ASCII, of this socket alone) followed by `body` (shared by many
 * sockets). Small frames are one buffer and one write, which is cheaper than a head and a body written together.
 */
export function writeTextFrame(socket: Duplex, head: string, body: Buffer): void {
  if (body.length <= COPY_UP_TO) {
    const frame = beginFrame(head, body.length, body.length)
    body.copy(frame, frame.length - body.length)
    socket.write(frame)
    return
  }
  socket.cork()
  socket.write(beginFrame(head, body.length, 0))
  socket.write(body)
  socket.uncork()
}

/** A whole frame that is the same for everybody. */
export function textFrame(text: string): Buffer {
  const body = Buffer.from(text)
  const frame = beginFrame('', body.length, body.length)
  body.copy(frame, frame.length - body.length)
  return frame
}

/** The frame's own header and `head`, with `room` bytes behind them. */
function beginFrame(head: string, bodyLength: number, room: number): Buffer {
  const length = head.length + bodyLength
  const start = length < 126 ? 2 : length < 65_536 ? 4 : 10
  const frame = Buffer.allocUnsafe(start + head.length + room)
  frame[0] = TEXT
  if (start === 2) {
    frame[1] = length
  } else if (start === 4) {
    frame[1] = 126
    frame.writeUInt16BE(length, 2)
  } else {
    frame[1] = 127
    frame.writeUInt32BE(0, 2)
    frame.writeUInt32BE(length, 6)
  }
  frame.write(head, start, 'latin1')
  return frame
}
