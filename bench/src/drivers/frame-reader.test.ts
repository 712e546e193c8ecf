import fc from 'fast-check'
import { expect, it } from 'vitest'
import * as ws from 'ws'
import { clientFrame, FrameReader } from './frame-reader.ts'

const sizes = fc.oneof(fc.integer({ min: 0, max: 200 }), fc.constantFrom(125, 126, 127, 65_535, 65_536, 70_000))

it('reads the frames of ws, however the bytes are cut', () => {
  fc.assert(
    fc.property(fc.array(sizes, { maxLength: 6 }), fc.integer({ min: 1, max: 40 }), (lengths, pieces) => {
      const payloads = lengths.map((length, i) => Buffer.alloc(length, i))
      const bytes = Buffer.concat(payloads.flatMap(framed))
      const cut = Math.max(1, Math.ceil(bytes.length / pieces))
      const reader = new FrameReader()
      const read: Buffer[] = []
      for (let at = 0; at < bytes.length; at += cut) {
        reader.read(bytes.subarray(at, at + cut), (opcode, payload) => {
          expect(opcode).toBe(1)
          read.push(Buffer.from(payload))
        })
      }
      expect(read.map((payload, i) => payload.equals(payloads[i]!))).toEqual(payloads.map(() => true))
    }),
  )
})

it('masks with zeros, so that the payload stands in the frame as it is', () => {
  const frame = clientFrame(1, Buffer.from('hello'))
  expect(frame.subarray(0, 6)).toEqual(Buffer.from([0x81, 0x85, 0, 0, 0, 0]))
  expect(frame.toString('latin1', 6)).toBe('hello')
  expect(clientFrame(1, Buffer.alloc(300)).subarray(0, 4)).toEqual(Buffer.from([0x81, 0xfe, 0x01, 0x2c]))
})

// Exported, and missing from the types.
const { Sender } = ws as unknown as { Sender: { frame(data: Buffer, options: object): Buffer[] } }

function framed(payload: Buffer): Buffer[] {
  const options = { fin: true, opcode: 1, mask: false, readOnly: true, rsv1: false }
  return Sender.frame(payload, options)
}
