import { describe, expect, it } from 'vitest'
import { makeWebhook, type Platform, signedBody } from '../src/index.ts'
import { start, startedAt } from './start.ts'
import { expectedSignature, type Payload } from './webhook-receiver.ts'

describe('a webhook made for load', () => {
  it.each<Platform>(['instagram', 'messenger', 'whatsapp'])(
    '[X38] is, byte for byte, what the emulator sends on %s',
    async (platform) => {
      await using stage = await start()
      const { sandbox, receiver } = stage
      const ada = sandbox.customer(platform, 'ada')
      const account = sandbox.account(platform)

      const id = await ada.say('Grüße / 👋')

      const made = makeWebhook(platform, {
        account: account.externalId,
        waba: account.wabaId,
        phone: account.phone,
        secret: 'app-secret',
        customer: ada.phone ?? ada.scopedId,
        userId: ada.userId,
        name: ada.name,
        text: 'Grüße / 👋',
        id,
        at: startedAt,
      })
      const [sent] = receiver.received
      expect(made.body.toString()).toBe(sent!.bytes.toString())
      expect(sent!.headers).toMatchObject(made.headers)
    },
  )

  it.each<Platform>(['instagram', 'messenger', 'whatsapp'])(
    '[X38] may hold many messages of many customers on %s',
    (platform) => {
      const messages = Array.from({ length: 50 }, (_, n) => ({
        customer: `4477009001${String(n % 10).padStart(2, '0')}`,
        text: `"${n}" ä/ö \\`,
        id: `id/${n}`,
        at: startedAt,
      }))

      const { body, headers } = makeWebhook(platform, { account: '108200000000001', secret: 's', messages })

      const { entry } = JSON.parse(body.toString()) as Payload
      const texts =
        platform === 'whatsapp'
          ? entry[0]!.changes[0]!.value.messages.map(({ text }) => text.body)
          : entry.map(({ messaging }) => messaging[0]!.message.text)
      expect(texts).toEqual(messages.map(({ text }) => text))
      expect(body.every((byte) => byte < 0x80)).toBe(true)
      expect(headers['x-hub-signature-256']).toBe(expectedSignature(body, 's'))
      expect(headers['content-length']).toBe(String(body.length))
      if (platform === 'whatsapp') expect(entry[0]!.changes[0]!.value.contacts).toHaveLength(10)
    },
  )

  it('[X2] can be any payload', () => {
    const { body, headers } = signedBody({ odd: ['ü'] }, 'secret')

    expect(body.toString()).toBe('{"odd":["\\u00fc"]}')
    expect(headers['x-hub-signature-256']).toBe(expectedSignature(body, 'secret'))
  })
})
