/**
 * A smiling face as a lossless WebP. Two colours and a transparent surround need no compression: the green and the
 * alpha channel get a code of two symbols each, so a point costs two bits, and red and blue are constant.
 */
export function stickerWebp(size = 512): Buffer {
  const bits = new BitWriter()
  bits.write(0x2f, 8)
  bits.write(size - 1, 14)
  bits.write(size - 1, 14)
  bits.write(1, 1) // has transparency
  bits.write(0, 3) // version
  bits.write(0, 1) // no transform
  bits.write(0, 1) // no colour cache
  bits.write(0, 1) // one group of codes for the whole picture
  writeChoice(bits, green.line, green.face)
  writeConstant(bits, 250)
  writeConstant(bits, 30)
  writeChoice(bits, 0, 255)
  writeConstant(bits, 0)
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const [isFace, isLine] = pointOf((column / size) * 2 - 1, (row / size) * 2 - 1)
      // Within a point the codes come as green, red, blue, alpha; the constants take no bits.
      bits.write(isLine ? 0 : 1, 1)
      bits.write(isFace ? 1 : 0, 1)
    }
  }
  return riff('WEBP', 'VP8L', bits.bytes())
}

/** Of a two-symbol code the smaller symbol is 0, as the format wants. */
const green = { line: 60, face: 200 }

function pointOf(x: number, y: number): [isFace: boolean, isLine: boolean] {
  const isEye = Math.hypot(Math.abs(x) - 0.34, y + 0.25) < 0.12
  const isMouth = y > 0.12 && Math.abs(Math.hypot(x, y) - 0.55) < 0.06
  return [Math.hypot(x, y) < 0.95, isEye || isMouth]
}

function writeChoice(bits: BitWriter, first: number, second: number): void {
  bits.write(1, 1) // a simple code
  bits.write(1, 1) // of two symbols
  bits.write(1, 1) // the first takes eight bits
  bits.write(first, 8)
  bits.write(second, 8)
}

function writeConstant(bits: BitWriter, symbol: number): void {
  bits.write(1, 1)
  bits.write(0, 1)
  bits.write(1, 1)
  bits.write(symbol, 8)
}

/** Least significant bit first. */
class BitWriter {
  readonly #bytes: number[] = []
  #count = 0

  write(value: number, width: number): void {
    for (let bit = 0; bit < width; bit++) {
      if (this.#count % 8 === 0) this.#bytes.push(0)
      const last = this.#bytes.length - 1
      this.#bytes[last] = this.#bytes[last]! | (((value >> bit) & 1) << (this.#count % 8))
      this.#count += 1
    }
  }

  bytes(): Buffer {
    return Buffer.from(this.#bytes)
  }
}

function riff(form: string, name: string, data: Buffer): Buffer {
  const padding = data.length % 2
  const bytes = Buffer.alloc(20 + data.length + padding)
  bytes.write('RIFF', 0, 'latin1')
  bytes.writeUInt32LE(12 + data.length + padding, 4)
  bytes.write(form, 8, 'latin1')
  bytes.write(name, 12, 'latin1')
  bytes.writeUInt32LE(data.length, 16)
  data.copy(bytes, 20)
  return bytes
}
