import { Random } from '../random.ts'

const sampleRate = 8000

/** Three soft notes as a WAV file, about two seconds; which notes depends on the number. */
export function chimeWav(number: string): Buffer {
  const random = new Random(`chime/${number}`)
  const notes = [0, 1, 2].map(() => 262 * 2 ** (random.pick([0, 2, 4, 7, 9, 12]) / 12))
  const perNote = Math.round(sampleRate * 0.7)
  const samples = Buffer.alloc(notes.length * perNote * 2)
  notes.forEach((pitch, note) => {
    for (let step = 0; step < perNote; step++) {
      const fading = Math.exp((-4 * step) / perNote)
      const level = Math.sin((2 * Math.PI * pitch * step) / sampleRate) * fading
      samples.writeInt16LE(Math.round(level * 9000), (note * perNote + step) * 2)
    }
  })
  return Buffer.concat([wavHeader(samples.length), samples])
}

function wavHeader(bytes: number): Buffer {
  const header = Buffer.alloc(44)
  header.write('RIFF', 0, 'latin1')
  header.writeUInt32LE(36 + bytes, 4)
  header.write('WAVEfmt ', 8, 'latin1')
  header.writeUInt32LE(16, 16)
  header.writeUInt16LE(1, 20)
  header.writeUInt16LE(1, 22)
  header.writeUInt32LE(sampleRate, 24)
  header.writeUInt32LE(sampleRate * 2, 28)
  header.writeUInt16LE(2, 32)
  header.writeUInt16LE(16, 34)
  header.write('data', 36, 'latin1')
  header.writeUInt32LE(bytes, 40)
  return header
}

/** A voice note: Ogg with Opus, mono, some seconds long. It is silent: a packet of silence needs no encoder. */
export function silentVoiceNote(number: string): Buffer {
  const seconds = new Random(`voice/${number}`).between(2, 12)
  const serial = Number(BigInt(number) % 2n ** 32n)
  return Buffer.concat([
    oggPage({ serial, sequence: 0, flags: 2, position: 0n, packets: [opusHead()] }),
    oggPage({ serial, sequence: 1, flags: 0, position: 0n, packets: [opusTags()] }),
    ...Array.from({ length: seconds }, (_, second) =>
      oggPage({
        serial,
        sequence: second + 2,
        flags: second === seconds - 1 ? 4 : 0,
        position: BigInt(second + 1) * 48_000n,
        packets: Array.from({ length: packetsPerSecond }, () => silence),
      }),
    ),
  ])
}

const packetsPerSecond = 50
/** 20 ms of silence, mono, full band. */
const silence = Buffer.from([0xf8, 0xff, 0xfe])

function opusHead(): Buffer {
  const head = Buffer.alloc(19)
  head.write('OpusHead', 0, 'latin1')
  head.set([1, 1], 8)
  head.writeUInt16LE(312, 10)
  head.writeUInt32LE(48_000, 12)
  return head
}

function opusTags(): Buffer {
  const vendor = Buffer.from('sandbox', 'latin1')
  const tags = Buffer.alloc(12 + vendor.length + 4)
  tags.write('OpusTags', 0, 'latin1')
  tags.writeUInt32LE(vendor.length, 8)
  vendor.copy(tags, 12)
  return tags
}

interface OggPage {
  serial: number
  sequence: number
  flags: number
  /** How many samples (at 48 kHz) have been played at the end of this page. */
  position: bigint
  packets: Buffer[]
}

/** No packet here reaches 255 bytes, so each takes one entry in the page's table. */
function oggPage({ serial, sequence, flags, position, packets }: OggPage): Buffer {
  const header = Buffer.alloc(27 + packets.length)
  header.write('OggS', 0, 'latin1')
  header[5] = flags
  header.writeBigUInt64LE(position, 6)
  header.writeUInt32LE(serial, 14)
  header.writeUInt32LE(sequence, 18)
  header[26] = packets.length
  packets.forEach((packet, index) => {
    header[27 + index] = packet.length
  })
  const page = Buffer.concat([header, ...packets])
  page.writeUInt32LE(oggChecksum(page), 22)
  return page
}

/** Ogg's own CRC: the usual polynomial, but not reflected and starting from zero. */
function oggChecksum(page: Buffer): number {
  let sum = 0
  for (const byte of page) {
    sum ^= byte << 24
    for (let bit = 0; bit < 8; bit++) sum = sum & 0x80000000 ? (sum << 1) ^ 0x04c11db7 : sum << 1
  }
  return sum >>> 0
}
