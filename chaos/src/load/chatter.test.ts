import { createHmac } from 'node:crypto'
import { type Platform, platforms, Random } from '@switchboard/meta-sandbox/wire'
import { describe, expect, it } from 'vitest'
import { Chatter } from './chatter.ts'

function talk(platform: Platform, seed: string, parcels: number) {
  const chatter = new Chatter('sender', { platform, externalId: '1000', secret: 'secret' }, new Random(seed), 3)
  return Array.from({ length: parcels }, (_, n) => chatter.parcel(1 + (n % 5)))
}

describe.each(platforms)('chatter on %s', (platform) => {
  const parcels = talk(platform, 'seed', 300)
  const effects = parcels.flatMap((parcel) => parcel.effects)

  it('is signed, and says as many things as it was asked for', () => {
    for (const [n, { body, headers, effects: said }] of parcels.entries()) {
      const hash = createHmac('sha256', 'secret').update(body).digest('hex')
      expect(headers['x-hub-signature-256']).toBe(`sha256=${hash}`)
      expect(said).toHaveLength(1 + (n % 5))
    }
  })

  it('is about messages that exist, and says no text twice', () => {
    const messages = effects.filter(({ kind }) => kind === 'message').map(({ id }) => id)
    expect(new Set(messages).size).toBe(messages.length)
    for (const { id } of effects) expect(messages).toContain(id)
    const texts = effects.flatMap((effect) => ('text' in effect && effect.text !== null ? [effect.text] : []))
    expect(new Set(texts).size).toBe(texts.length)
  })

  it('is of every kind that the platform has', () => {
    const kinds = new Set(effects.map(({ kind }) => kind))
    const common = ['message', 'edit', 'reaction', 'status']
    expect([...kinds].sort()).toEqual((platform === 'messenger' ? common : [...common, 'unsend']).sort())
  })

  it('[C1] repeats itself with its seed', () => {
    const again = talk(platform, 'seed', 20).flatMap((parcel) => parcel.effects)
    expect(again).toEqual(effects.slice(0, again.length))
    expect(talk(platform, 'another', 20).flatMap((parcel) => parcel.effects)).not.toEqual(again)
  })
})
