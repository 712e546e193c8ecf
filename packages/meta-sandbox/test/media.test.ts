import { inflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { shortMp4 } from '../src/media/mp4.ts'
import { onePagePdf } from '../src/media/pdf.ts'
import { landscape, portrait } from '../src/media/pictures.ts'
import { chimeWav, silentVoiceNote } from '../src/media/sounds.ts'
import { stickerWebp } from '../src/media/webp.ts'

const number = '123456789012'

/** The length and the name of each part of a file that is made of parts. */
function boxes(bytes: Buffer): string[] {
  const names: string[] = []
  for (let at = 0; at < bytes.length; at += bytes.readUInt32BE(at)) names.push(bytes.toString('latin1', at + 4, at + 8))
  return names
}

describe('what customers send', () => {
  it('a photo and a portrait are PNGs whose rows are all there', () => {
    for (const [picture, width, height] of [
      [landscape(number), 320, 240],
      [portrait(number), 96, 96],
    ] as const) {
      expect(picture.subarray(0, 8)).toEqual(Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'))
      expect([picture.readUInt32BE(16), picture.readUInt32BE(20)]).toEqual([width, height])
      const data = picture.indexOf('IDAT')
      const rows = inflateSync(picture.subarray(data + 4, data + 4 + picture.readUInt32BE(data - 4)))
      expect(rows).toHaveLength(height * (width + 1))
      expect(new Set(rows).size).toBeGreaterThan(50)
    }
  })

  it('differs by number, and is the same for the same number', () => {
    for (const draw of [landscape, portrait, shortMp4, chimeWav, silentVoiceNote]) {
      expect(draw(number).equals(draw(number))).toBe(true)
      expect(draw(number).equals(draw('210987654321'))).toBe(false)
    }
  })

  it('a video is an MP4 whose index points at its pictures', () => {
    const video = shortMp4(number)

    expect(boxes(video)).toEqual(['ftyp', 'moov', 'mdat'])
    const place = video.readUInt32BE(video.indexOf('stco') + 12)
    expect(place).toBe(video.indexOf('mdat') + 4)
    const sizes = video.indexOf('stsz') + 16
    let at = place
    for (let picture = 0; picture < 8; picture++) {
      const size = video.readUInt32BE(sizes + picture * 4)
      expect(video.readUInt32BE(at)).toBe(size - 4)
      expect(video[at + 4]).toBe(0x65)
      at += size
    }
    expect(at).toBe(video.length)
  })

  it('a sound is a WAV of two seconds that is not silent', () => {
    const sound = chimeWav(number)

    expect(sound.toString('latin1', 0, 4)).toBe('RIFF')
    expect(sound.readUInt32LE(4)).toBe(sound.length - 8)
    const loudest = Math.max(...Array.from({ length: 8_000 }, (_, step) => sound.readInt16LE(44 + step * 2)))
    expect(loudest).toBeGreaterThan(5_000)
    expect((sound.length - 44) / 2 / 8_000).toBeCloseTo(2.1, 1)
  })

  it('a voice note is Ogg with Opus, page after page', () => {
    const note = silentVoiceNote(number)

    const pages = note.toString('latin1').split('OggS').slice(1)
    expect(note.indexOf('OpusHead')).toBe(28)
    expect(note.includes('OpusTags')).toBe(true)
    expect(pages.length).toBeGreaterThanOrEqual(4)
    // First page, continued, …, last page.
    expect(pages.map((page) => page.charCodeAt(1))).toEqual([2, ...pages.slice(2).map(() => 0), 4])
  })

  it('a sticker is a lossless WebP within what WhatsApp allows', () => {
    const sticker = stickerWebp()

    expect(sticker.toString('latin1', 0, 4) + sticker.toString('latin1', 8, 16)).toBe('RIFFWEBPVP8L')
    expect(sticker.readUInt32LE(4)).toBe(sticker.length - 8)
    expect(sticker.length).toBeLessThan(100_000)
  })

  it('a document is a PDF whose table is right', () => {
    const text = onePagePdf('Bill (May)').toString('latin1')

    const table = Number(/startxref\n(\d+)/.exec(text)![1])
    expect(text.slice(table, table + 4)).toBe('xref')
    const places = [...text.matchAll(/^(\d{10}) 00000 n $/gm)].map(([, place]) => Number(place))
    expect(places.map((place) => text.slice(place, place + 7))).toEqual([1, 2, 3, 4, 5].map((n) => `${n} 0 obj`))
    expect(text).toContain('(Bill \\(May\\)) Tj')
  })
})
