import { crc32, deflateSync } from 'node:zlib'

export type Colour = readonly [red: number, green: number, blue: number]

/** A picture of up to 256 colours; `paint` gives the place in the palette of each point, whole columns and rows. */
export function png(
  width: number,
  height: number,
  palette: readonly Colour[],
  paint: (column: number, row: number) => number,
): Buffer {
  // Each row begins with how it is filtered: not at all.
  const rows = Buffer.alloc(height * (width + 1))
  for (let row = 0; row < height; row++) {
    const start = row * (width + 1) + 1
    for (let column = 0; column < width; column++) rows[start + column] = paint(column, row)
  }
  return Buffer.concat([
    signature,
    chunk('IHDR', header(width, height)),
    chunk('PLTE', Buffer.from(palette.flat().map(Math.round))),
    chunk('IDAT', deflateSync(rows, { level: 4 })),
    chunk('IEND'),
  ])
}

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

function header(width: number, height: number): Buffer {
  const bytes = Buffer.alloc(13)
  bytes.writeUInt32BE(width, 0)
  bytes.writeUInt32BE(height, 4)
  bytes.set([8, 3, 0, 0, 0], 8)
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
