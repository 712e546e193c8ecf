/**
 * Takes the bytes of one WebSocket connection apart into frames, without copying those that come whole. For clients of
 * a benchmark: it trusts the server to send what the protocol allows.
 */
export class FrameReader {
  #rest: Buffer | null = null

  /** `onFrame` may not keep `payload`, which is a view into `chunk` wherever that is possible. */
  read(chunk: Buffer, onFrame: (opcode: number, payload: Buffer) => void): void {
    const bytes = this.#rest ? Buffer.concat([this.#rest, chunk]) : chunk
    this.#rest = null
    let at = 0
    for (;;) {
      const frame = measure(bytes, at)
      if (!frame || frame.end > bytes.length) break
      onFrame(bytes[at]! & 0x0f, bytes.subarray(frame.start, frame.end))
      at = frame.end
    }
    if (at < bytes.length) this.#rest = Buffer.from(bytes.subarray(at)) // the chunk is read into again
  }
}

/** Where the payload of the frame that begins at `at` lies; null while that is not known. */
function measure(bytes: Buffer, at: number): { start: number; end: number } | null {
  if (bytes.length < at + 2) return null
  const length = bytes[at + 1]! & 0x7f
  if (length < 126) return { start: at + 2, end: at + 2 + length }
  const start = at + (length === 126 ? 4 : 10)
  if (bytes.length < start) return null
  return { start, end: start + (length === 126 ? bytes.readUInt16BE(at + 2) : bytes.readUInt32BE(at + 6)) }
}

/** A client's frame, masked with zeros, which the protocol allows and which costs nothing. */
export function clientFrame(opcode: number, payload: Buffer): Buffer {
  const isShort = payload.length < 126
  const head = Buffer.alloc(isShort ? 6 : 8)
  head[0] = 0x80 | opcode
  head[1] = 0x80 | (isShort ? payload.length : 126)
  if (!isShort) head.writeUInt16BE(payload.length, 2)
  return Buffer.concat([head, payload])
}
