import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const read = (path: string) => readFileSync(`${import.meta.dirname}/../../${path}`)
const manifest = JSON.parse(read('public/manifest.webmanifest').toString())

/** Bytes 16 to 23 of a PNG. */
const sizeOf = (png: Buffer) => `${png.readUInt32BE(16)}x${png.readUInt32BE(20)}`

it('[B176] the app has what browsers want of one that is installed: a name, a start, icons of the sizes that it says', () => {
  expect(manifest).toMatchObject({ name: 'Switchboard', start_url: '/', display: 'standalone' })
  const pngs = manifest.icons.filter(({ type }: { type: string }) => type === 'image/png')
  expect(pngs.map(({ sizes }: { sizes: string }) => sizes)).toEqual(['192x192', '512x512', '512x512'])
  for (const { src, sizes } of pngs) expect(sizeOf(read(`public${src}`))).toBe(sizes)
  expect(read('index.html').toString()).toContain('<link rel="manifest" href="/manifest.webmanifest" />')
  expect(sizeOf(read('public/apple-touch-icon.png'))).toBe('180x180') // iOS takes no other kind
})
