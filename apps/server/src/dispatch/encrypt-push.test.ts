import { createPublicKey } from 'node:crypto'
import { jwtVerify } from 'jose'
import { describe, expect, it } from 'vitest'
import { deriveKeys } from '../keys.ts'
import { encryptPush } from './encrypt-push.ts'
import { openVapid } from './vapid.ts'

const bytes = (text: string) => Buffer.from(text, 'base64url')

describe('a push', () => {
  it('[W11] is encrypted as RFC 8291 shows it', () => {
    const recipient = {
      p256dh: bytes('BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4'),
      auth: bytes('BTBZMqHH6r4Tts7J_aSIgg'),
    }
    const chance = {
      salt: bytes('DGv6ra1nlYgDCS1FRnbzlw'),
      privateKey: bytes('yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw'),
    }
    const sealed = encryptPush('When I grow up, I want to be a watermelon', recipient, chance)
    expect(sealed.toString('base64url')).toBe(
      'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_' +
        'yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN',
    )
  })
})

describe('the key of a server', () => {
  const open = (secret: string) => openVapid(deriveKeys(secret).pushes, 'https://inbox.example.com')

  it('[W9] comes from its secret, and stays', () => {
    expect(open('one secret').publicKey).toBe(open('one secret').publicKey)
    expect(open('one secret').publicKey).not.toBe(open('another secret').publicKey)
  })

  it('[W11] signs for one push service, for half a day', async () => {
    const vapid = open('a secret')
    const now = new Date('2026-03-01T10:00:00.000Z')
    const authorization = await vapid.authorizationFor('https://push.example', now)
    const [, token = '', key = ''] = /^vapid t=(\S+), k=(\S+)$/.exec(authorization) ?? []
    expect(key).toBe(vapid.publicKey)
    const point = bytes(key)
    const [x, y] = [point.toString('base64url', 1, 33), point.toString('base64url', 33)]
    const verifier = createPublicKey({ format: 'jwk', key: { kty: 'EC', crv: 'P-256', x, y } })
    const { payload } = await jwtVerify(token, verifier, { currentDate: now })
    expect(payload).toEqual({
      aud: 'https://push.example',
      sub: 'https://inbox.example.com',
      exp: now.getTime() / 1000 + 12 * 3_600,
    })
  })
})
