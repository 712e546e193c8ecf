import { crc32, deflateSync } from 'node:zlib'

export type Colour = readonly [red: number, green: number, blue: number]

/** A picture, given the colour of each point: `paint(x, y)` with both running from 0 to 1. */
export function png(width: number, height: number, paint: (x: number, y: number) => Colour): Buffer {
  const rowBytes = 1 + width * 3
  const rows = Buffer.alloc(height * rowBytes)
  for (let row = 0; row < height; row++) paintRow(rows, row * rowBytes, width, row / (height - 1), paint)
  return Buffer.concat([
    signature,
    chunk('IHDR', header(width, height)),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND'),
  ])
}

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

/** Each point is stored as the difference to its left neighbour (filter 1), which makes gradients small. */
function paintRow(
  rows: Buffer,
  start: number,
  width: number,
  y: number,
  paint: (x: number, y: number) => Colour,
): void {
  rows[start] = 1
  let left: Colour = [0, 0, 0]
  for (let column = 0; column < width; column++) {
    const [red, green, blue] = paint(column / (width - 1), y)
    const here: Colour = [Math.round(red), Math.round(green), Math.round(blue)]
    const at = start + 1 + column * 3
    rows[at] = (here[0] - left[0]) & 0xff
    rows[at + 1] = (here[1] - left[1]) & 0xff
    rows[at + 2] = (here[2] - left[2]) & 0xff
    left = here
  }
}

function header(width: number, height: number): Buffer {
  const bytes = Buffer.alloc(13)
  bytes.writeUInt32BE(width, 0)
  bytes.writeUInt32BE(height, 4)
  bytes.set([8, 2, 0, 0, 0], 8)
  return bytes
}

function chunk(type: string, data: Buffer = Buffer.alloc(0)): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const framed = Buffer.alloc(body.length + 8)
  framed.writeUInt32BE(data.length, 0)
  body.copy(framed, 4)
  framed.writeUInt32BE(crc32(body), body.length + 4)
  return framed
}
