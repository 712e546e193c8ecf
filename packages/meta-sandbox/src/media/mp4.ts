import { Random } from '../random.ts'
import { colour, mix } from './pictures.ts'
import type { Colour } from './png.ts'

const blocksWide = 8
const blocksHigh = 6
const width = blocksWide * 16
const height = blocksHigh * 16
const frames = 8
const frameMs = 250

/** Two seconds of a bright band that wanders over a gradient. H.264 with uncompressed blocks, so no encoder is needed. */
export function shortMp4(number: string): Buffer {
  const hue = new Random(`video/${number}`).next()
  const samples = Array.from({ length: frames }, (_, frame) => lengthPrefixed(picture(hue, frame)))
  const ftyp = box('ftyp', ascii('isom'), u32(0x200), ascii('isomiso2avc1mp41'))
  // How long `moov` is does not depend on the place that it names, so it is built twice: once to measure.
  const mdatAt = ftyp.length + moov(samples, 0).length + 8
  return Buffer.concat([ftyp, moov(samples, mdatAt), box('mdat', ...samples)])
}

function picture(hue: number, frame: number): Buffer {
  const from = colour(hue, 0.55, 0.6)
  const to = colour(hue + 0.2, 0.6, 0.35)
  const band = frame / (frames - 1)
  return sliceOf(frame, (x, y) => {
    const shade = mix(from, to, (x + y) / 2)
    return Math.abs(x - band) < 0.08 ? mix(shade, [255, 255, 255], 0.6) : shade
  })
}

/** Every picture is complete in itself (IDR); `idr_pic_id` has to differ from its neighbour's. */
function sliceOf(frame: number, paint: (x: number, y: number) => Colour): Buffer {
  const bits = new BitWriter()
  bits.golomb(0) // first block
  bits.golomb(7) // all slices are I
  bits.golomb(0) // picture parameter set
  bits.write(0, 4) // frame_num
  bits.golomb(frame % 2) // idr_pic_id
  bits.write(0, 2) // no reference marking
  bits.golomb(0) // slice_qp_delta
  bits.golomb(1) // no deblocking
  for (let row = 0; row < blocksHigh; row++) {
    for (let column = 0; column < blocksWide; column++) writeBlock(bits, column * 16, row * 16, paint)
  }
  return unit(0x65, bits.finish())
}

/** An I_PCM block: 16×16 of brightness, then 8×8 each of the two colour differences. */
function writeBlock(bits: BitWriter, left: number, top: number, paint: (x: number, y: number) => Colour): void {
  bits.golomb(25)
  bits.align()
  for (const plane of [0, 1, 2] as const) {
    const step = plane === 0 ? 1 : 2
    for (let y = 0; y < 16; y += step) {
      for (let x = 0; x < 16; x += step) bits.byte(yuv(paint((left + x) / width, (top + y) / height), plane))
    }
  }
}

/** BT.601, studio range. */
function yuv([red, green, blue]: Colour, plane: 0 | 1 | 2): number {
  const [base, ofRed, ofGreen, ofBlue] = yuvWeights[plane]
  return Math.round(base + (ofRed * red + ofGreen * green + ofBlue * blue) / 256)
}

const yuvWeights = [
  [16, 65.7, 129, 25.1],
  [128, -37.9, -74.5, 112.4],
  [128, 112.4, -94.1, -18.3],
] as const

function sequenceParameters(): Buffer {
  const bits = new BitWriter()
  bits.write(0x42c01e, 24) // constrained baseline, level 3.0
  bits.golomb(0) // id
  bits.golomb(0) // frame_num has 4 bits
  bits.golomb(2) // shown in the order in which they are stored
  bits.golomb(1) // one reference frame
  bits.write(0, 1)
  bits.golomb(blocksWide - 1)
  bits.golomb(blocksHigh - 1)
  bits.write(0b1100, 4) // frames only, direct 8×8, no cropping, no usability information
  return unit(0x67, bits.finish())
}

function pictureParameters(): Buffer {
  const bits = new BitWriter()
  bits.golomb(0) // id
  bits.golomb(0) // sequence parameter set
  bits.write(0, 2) // CAVLC, no field order
  bits.golomb(0) // one slice group
  bits.golomb(0)
  bits.golomb(0)
  bits.write(0, 3) // no weights
  bits.golomb(0)
  bits.golomb(0)
  bits.golomb(0)
  bits.write(0b100, 3) // slices say themselves about deblocking
  return unit(0x68, bits.finish())
}

/** A unit never holds 00 00 followed by 00 to 03: a 03 goes in between. */
function unit(header: number, payload: number[]): Buffer {
  const bytes = [header]
  let zeros = 0
  for (const byte of payload) {
    if (zeros >= 2 && byte <= 3) {
      bytes.push(3)
      zeros = 0
    }
    bytes.push(byte)
    zeros = byte === 0 ? zeros + 1 : 0
  }
  return Buffer.from(bytes)
}

/** Most significant bit first. */
class BitWriter {
  readonly #bytes: number[] = []
  #current = 0
  #filled = 0

  write(value: number, count: number): void {
    for (let bit = count - 1; bit >= 0; bit--) {
      this.#current = (this.#current << 1) | ((value >> bit) & 1)
      this.#filled += 1
      if (this.#filled === 8) this.#flush()
    }
  }

  /** Exponential Golomb code. */
  golomb(value: number): void {
    const length = Math.floor(Math.log2(value + 1))
    this.write(0, length)
    this.write(value + 1, length + 1)
  }

  byte(value: number): void {
    this.write(value, 8)
  }

  align(): void {
    while (this.#filled > 0) this.write(0, 1)
  }

  finish(): number[] {
    this.write(1, 1)
    this.align()
    return this.#bytes
  }

  #flush(): void {
    this.#bytes.push(this.#current)
    this.#current = 0
    this.#filled = 0
  }
}

function moov(samples: readonly Buffer[], mdatAt: number): Buffer {
  const duration = frames * frameMs
  const mvhd = box(
    'mvhd',
    u32(0, 0, 0, 1000, duration, 0x10000),
    u16(0x100, 0),
    u32(0, 0),
    matrix,
    u32(0, 0, 0, 0, 0, 0, 2),
  )
  const tkhd = box('tkhd', u32(3, 0, 0, 1, 0, duration, 0, 0, 0, 0), matrix, u32(width << 16, height << 16))
  const mdhd = box('mdhd', u32(0, 0, 0, 1000, duration), u16(0x55c4, 0))
  const hdlr = box('hdlr', u32(0, 0), ascii('vide'), u32(0, 0, 0), ascii('video\0'))
  const dinf = box('dinf', box('dref', u32(0, 1), box('url ', u32(1))))
  const minf = box('minf', box('vmhd', u32(1, 0, 0)), dinf, sampleTable(samples, mdatAt))
  return box('moov', mvhd, box('trak', tkhd, box('mdia', mdhd, hdlr, minf)))
}

function sampleTable(samples: readonly Buffer[], mdatAt: number): Buffer {
  return box(
    'stbl',
    box('stsd', u32(0, 1), avc1()),
    box('stts', u32(0, 1, frames, frameMs)),
    box('stsc', u32(0, 1, 1, frames, 1)),
    box('stsz', u32(0, 0, frames, ...samples.map((sample) => sample.length))),
    box('stco', u32(0, 1, mdatAt)),
  )
}

function avc1(): Buffer {
  const sequence = sequenceParameters()
  const parameters = pictureParameters()
  const avcC = box(
    'avcC',
    Buffer.from([1, 0x42, 0xc0, 0x1e, 0xff, 0xe1]),
    u16(sequence.length),
    sequence,
    Buffer.from([1]),
    u16(parameters.length),
    parameters,
  )
  const compressorName = Buffer.alloc(32)
  return box(
    'avc1',
    u32(0),
    u16(0, 1),
    u32(0, 0, 0, 0),
    u16(width, height),
    u32(0x480000, 0x480000, 0),
    u16(1),
    compressorName,
    u16(0x18, 0xffff),
    avcC,
  )
}

const matrix = u32(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)

function lengthPrefixed(bytes: Buffer): Buffer {
  return Buffer.concat([u32(bytes.length), bytes])
}

function box(type: string, ...content: Buffer[]): Buffer {
  const body = Buffer.concat(content)
  return Buffer.concat([u32(body.length + 8), ascii(type), body])
}

function u32(...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4)
  values.forEach((value, index) => {
    bytes.writeUInt32BE(value, index * 4)
  })
  return bytes
}

function u16(...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 2)
  values.forEach((value, index) => {
    bytes.writeUInt16BE(value, index * 2)
  })
  return bytes
}

function ascii(text: string): Buffer {
  return Buffer.from(text, 'latin1')
}
