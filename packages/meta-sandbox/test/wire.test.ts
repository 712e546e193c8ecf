import { describe, expect, it } from 'vitest'
import { escapedJson, NotOnPlatform } from '../src/index.ts'
import { start, startedAt } from './start.ts'
import { expectedSignature, secrets } from './webhook-receiver.ts'

/** What has happened, without who, to whom and when. */
function happening(item: object): Record<string, unknown> {
  const frame = ['sender', 'recipient', 'from', 'from_user_id', 'id', 'timestamp']
  return Object.fromEntries(Object.entries(item).filter(([name]) => !frame.includes(name)))
}

describe('the bytes of a webhook', () => {
  it('[X1] are ASCII, with slashes and everything else escaped as Meta escapes', () => {
    expect(escapedJson({ text: 'ä/ö 👋 مرحبا "q" \\' })).toBe(
      '{"text":"\\u00e4\\/\\u00f6 \\ud83d\\udc4b \\u0645\\u0631\\u062d\\u0628\\u0627 \\"q\\" \\\\"}',
    )
  })

  it('[X1] [X2] are signed as they are, so that a receiver which parses and writes them again fails', async () => {
    await using stage = await start()

    await stage.sandbox.customer('messenger', 'ada').say('Grüße aus Köln 👋 1/2')

    const [webhook] = stage.receiver.received
    expect(webhook!.bytes.every((byte) => byte < 0x80)).toBe(true)
    expect(webhook!.payload.entry[0]!.messaging[0]!.message.text).toBe('Grüße aus Köln 👋 1/2')
    expect(webhook!.headers['x-hub-signature-256']).toBe(expectedSignature(webhook!.bytes, secrets.appSecret))
    const rewritten = Buffer.from(JSON.stringify(webhook!.payload))
    expect(webhook!.headers['x-hub-signature-256']).not.toBe(expectedSignature(rewritten, secrets.appSecret))
  })

  it('[X2] come with the headers that Meta sends', async () => {
    await using stage = await start()

    await stage.sandbox.customer('whatsapp', 'ada').say('hi')

    expect(stage.receiver.received[0]!.headers).toMatchObject({
      'content-type': 'application/json',
      'user-agent': 'facebookexternalua',
      'x-hub-signature': expect.stringMatching(/^sha1=[0-9a-f]{40}$/),
      'x-hub-signature-256': expect.stringMatching(/^sha256=[0-9a-f]{64}$/),
    })
  })

  it('[X3] of Instagram are signed with its own secret, where there is one', async () => {
    await using stage = await start({ instagramAppSecret: 'instagram-secret' })

    await stage.sandbox.customer('instagram', 'ada').say('hi')
    await stage.sandbox.customer('messenger', 'ada').say('hi')

    const [instagram, messenger] = stage.receiver.received
    expect(instagram!.headers['x-hub-signature-256']).toBe(expectedSignature(instagram!.bytes, 'instagram-secret'))
    expect(messenger!.headers['x-hub-signature-256']).toBe(expectedSignature(messenger!.bytes, secrets.appSecret))
  })
})

describe('a Messenger customer', () => {
  it('[X4] writes in a Page envelope with milliseconds', async () => {
    await using stage = await start()
    const { sandbox, receiver } = stage

    const mid = await sandbox.customer('messenger', 'ada').say('hi')

    const page = sandbox.account('messenger').externalId
    const psid = sandbox.customer('messenger', 'ada').scopedId
    expect(psid).toMatch(/^\d{16}$/)
    expect(receiver.received[0]!.path).toBe('/messenger')
    expect(receiver.received[0]!.payload).toEqual({
      object: 'page',
      entry: [
        {
          id: page,
          time: startedAt,
          messaging: [
            { sender: { id: psid }, recipient: { id: page }, timestamp: startedAt, message: { mid, text: 'hi' } },
          ],
        },
      ],
    })
  })

  it('[X4] does what people do on Messenger', async () => {
    await using stage = await start()
    const { sandbox, receiver } = stage
    const ada = sandbox.customer('messenger', 'ada')

    const said = await ada.say('Is it open?')
    const echo = await sandbox.account('messenger').echo(ada, 'We open at 9')
    await ada.reply(said, 'that one')
    await ada.reply(echo, 'thanks')
    await ada.sendImage()
    await ada.sendVoice()
    await ada.sendVideo()
    await ada.sendFile()
    await ada.album(3)
    await ada.sendSticker()
    await ada.like()
    await ada.sendLocation({ latitude: 51.5, longitude: -0.12 })
    await ada.share({ shared: 'link', title: 'A page', url: 'https://shop.example/x' })
    await ada.share({ shared: 'product', title: 'Mug' })
    await ada.share({ shared: 'reel', title: 'My reel' })
    await ada.quickReply('Yes', 'CONFIRM_1')
    await ada.adClick('Spring', 'hi')
    await ada.postback('Get started', 'START')
    await ada.order({ product: 'Green mug', quantity: 2, unit_price: 8, note: 'gift' })
    await ada.referral('flyer')
    await ada.react(echo, '❤')
    await ada.unreact(echo)
    await ada.edit(said, 'Is it open on Sunday?')
    await ada.edit(said, 'Is it open on Monday?')
    await ada.sendUnsupported()
    await sandbox.account('messenger').markDelivered(ada, echo)
    await sandbox.account('messenger').markRead(ada, echo, { at: startedAt + 1 })

    const url = expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/cdn\/[a-z]+\/\d+\.[a-z0-9]+\?oe=/)
    const image = { type: 'image', payload: { url } }
    const mid = expect.stringMatching(/^m_/)
    expect(receiver.messaging.map(happening)).toEqual([
      { message: { mid: said, text: 'Is it open?' } },
      { message: { mid: echo, is_echo: true, app_id: 26390203743090, text: 'We open at 9' } },
      { message: { mid, text: 'that one', reply_to: { mid: said, is_self_reply: true } } },
      { message: { mid, text: 'thanks', reply_to: { mid: echo, is_self_reply: false } } },
      { message: { mid, attachments: [image] } },
      { message: { mid, attachments: [{ type: 'audio', payload: { url } }] } },
      { message: { mid, attachments: [{ type: 'video', payload: { url } }] } },
      { message: { mid, attachments: [{ type: 'file', payload: { url } }] } },
      { message: { mid, attachments: [image, image, image] } },
      { message: { mid, attachments: [{ type: 'sticker', payload: { url, sticker_id: 369239343222814 } }] } },
      { message: { mid, attachments: [{ type: 'sticker', payload: { url, sticker_id: 369239263222822 } }] } },
      { message: { mid, attachments: [{ type: 'location', payload: { coordinates: { lat: 51.5, long: -0.12 } } }] } },
      {
        message: {
          mid,
          attachments: [{ type: 'fallback', title: 'A page', url: 'https://shop.example/x', payload: null }],
        },
      },
      {
        message: {
          mid,
          attachments: [
            {
              type: 'template',
              payload: {
                product: {
                  elements: [
                    {
                      id: expect.any(String),
                      retailer_id: expect.any(String),
                      title: 'Mug',
                      subtitle: '',
                      image_url: url,
                    },
                  ],
                },
              },
            },
          ],
        },
      },
      {
        message: {
          mid,
          attachments: [{ type: 'reel', payload: { url, title: 'My reel', reel_video_id: expect.any(String) } }],
        },
      },
      { message: { mid, text: 'Yes', quick_reply: { payload: 'CONFIRM_1' } } },
      {
        message: {
          mid,
          text: 'hi',
          referral: {
            ref: '',
            ad_id: expect.stringMatching(/^\d+$/),
            source: 'ADS',
            type: 'OPEN_THREAD',
            ads_context_data: { ad_title: 'Spring', photo_url: url },
          },
        },
      },
      { postback: { mid, title: 'Get started', payload: 'START' } },
      {
        order: {
          products: [
            {
              id: '5000000000000001',
              retailer_id: 'green-mug',
              name: 'Green mug',
              unit_price: 8,
              currency: 'GBP',
              quantity: 2,
            },
          ],
          note: 'gift',
        },
      },
      { referral: { ref: 'flyer', source: 'SHORTLINK', type: 'OPEN_THREAD' } },
      { reaction: { action: 'react', reaction: 'love', emoji: '❤', mid: echo } },
      { reaction: { action: 'unreact', mid: echo } },
      { message_edit: { mid: said, text: 'Is it open on Sunday?', num_edit: 1 } },
      { message_edit: { mid: said, text: 'Is it open on Monday?', num_edit: 2 } },
      { message: { mid, attachments: [{ type: 'fallback', title: 'Unsupported', payload: null }] } },
      { delivery: { mids: [echo], watermark: startedAt } },
      { read: { watermark: startedAt + 1 } },
    ])
  })

  it('[X4] is the recipient of what the Page says, and the sender of everything else', async () => {
    await using stage = await start()
    const { sandbox, receiver } = stage
    const ada = sandbox.customer('messenger', 'ada')

    const echo = await sandbox.account('messenger').echo(ada, 'hello')
    await sandbox.account('messenger').markRead(ada, echo)

    const page = { id: sandbox.account('messenger').externalId }
    const person = { id: ada.scopedId }
    expect(receiver.messaging).toMatchObject([
      { sender: page, recipient: person },
      { sender: person, recipient: page },
    ])
  })

  it('[X4] writes the caption of a picture in a second message', async () => {
    await using stage = await start()

    await stage.sandbox.customer('messenger', 'ada').sendImage({ caption: 'Look' })

    expect(stage.receiver.messaging.map(({ message }) => Object.keys(message))).toEqual([
      ['mid', 'attachments'],
      ['mid', 'text'],
    ])
  })

  it('[X9] cannot unsend: Messenger tells no app of it', async () => {
    await using stage = await start()
    const ada = stage.sandbox.customer('messenger', 'ada')
    const mid = await ada.say('hi')

    await expect(ada.perform({ kind: 'unsend', to: mid })).rejects.toThrow(NotOnPlatform)
    expect(stage.receiver.received).toHaveLength(1)
  })
})

describe('an Instagram customer', () => {
  it('[X5] does what people do on Instagram', async () => {
    await using stage = await start()
    const { sandbox, receiver } = stage
    const ada = sandbox.customer('instagram', 'ada')

    const said = await ada.say('price?')
    const echo = await sandbox.account('instagram').echo(ada, 'We ship today')
    await ada.reply(echo, 'yes that')
    await ada.storyReply('love it')
    await ada.storyMention()
    await ada.sendImage()
    await ada.sendVoice()
    await ada.sendSticker()
    await ada.album(2)
    await ada.share({ shared: 'reel', title: 'My reel' })
    await ada.share({ shared: 'post', title: 'Post' })
    await ada.like()
    await ada.sendUnsupported()
    await ada.quickReply('Blue', 'COLOR_BLUE')
    await ada.adClick('Sale', 'hi')
    await ada.postback('Prices', 'ICE_1')
    await ada.referral('bio')
    await ada.react(echo, '❤️')
    await ada.unreact(echo)
    await ada.edit(said, 'price please?')
    await ada.unsend(said)
    await sandbox.account('instagram').markRead(ada, echo)

    const url = expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/cdn\//)
    const mid = expect.stringMatching(/^aWdf.{150,}/)
    const id = expect.stringMatching(/^1800\d+$/)
    expect(receiver.received.every(({ payload }) => payload.object === 'instagram')).toBe(true)
    expect(receiver.received.every(({ payload }) => payload.entry[0]!.id.startsWith('17841'))).toBe(true)
    expect(receiver.messaging.map(happening)).toEqual([
      { message: { mid: said, text: 'price?' } },
      { message: { mid: echo, is_echo: true, text: 'We ship today' } },
      { message: { mid, text: 'yes that', reply_to: { mid: echo } } },
      { message: { mid, text: 'love it', reply_to: { story: { id, url } } } },
      { message: { mid, attachments: [{ type: 'story_mention', payload: { url } }] } },
      { message: { mid, attachments: [{ type: 'image', payload: { url } }] } },
      { message: { mid, attachments: [{ type: 'audio', payload: { url } }] } },
      { message: { mid, attachments: [{ type: 'image', payload: { url } }] } },
      {
        message: {
          mid,
          attachments: [
            { type: 'image', payload: { url } },
            { type: 'image', payload: { url } },
          ],
        },
      },
      { message: { mid, attachments: [{ type: 'ig_reel', payload: { reel_video_id: id, title: 'My reel', url } }] } },
      { message: { mid, attachments: [{ type: 'ig_post', payload: { id, title: 'Post', url } }] } },
      { message: { mid, attachments: [{ type: 'like_heart' }] } },
      { message: { mid, is_unsupported: true } },
      { message: { mid, text: 'Blue', quick_reply: { payload: 'COLOR_BLUE' } } },
      {
        message: {
          mid,
          text: 'hi',
          referral: {
            ref: '',
            ad_id: expect.any(String),
            source: 'ADS',
            type: 'OPEN_THREAD',
            ads_context_data: { ad_title: 'Sale', photo_url: url },
          },
        },
      },
      { postback: { mid, title: 'Prices', payload: 'ICE_1' } },
      { referral: { ref: 'bio', source: 'IGME', type: 'OPEN_THREAD' } },
      { reaction: { mid: echo, action: 'react', reaction: 'love', emoji: '❤️' } },
      { reaction: { mid: echo, action: 'unreact' } },
      { message_edit: { mid: said, text: 'price please?', num_edit: 1 } },
      { message: { mid: said, is_deleted: true } },
      { read: { mid: echo } },
    ])
  })

  it('[X9] tells of no delivery, and cannot send a contact card', async () => {
    await using stage = await start()
    const { sandbox } = stage
    const ada = sandbox.customer('instagram', 'ada')

    await expect(sandbox.account('instagram').markDelivered(ada, 'aWdf1')).rejects.toThrow(NotOnPlatform)
    await expect(ada.perform({ kind: 'contact', name: 'Bo', phone: '+44' })).rejects.toThrow(NotOnPlatform)
  })
})

describe('a WhatsApp customer', () => {
  it('[X6] writes in a business envelope, with seconds as text and a contact beside the message', async () => {
    await using stage = await start()
    const { sandbox, receiver } = stage

    const id = await sandbox.customer('whatsapp', 'ada', { phone: '447700900123', country: 'GB' }).say('hi')

    const { wabaId, externalId, phone } = sandbox.account('whatsapp')
    const { userId } = sandbox.customer('whatsapp', 'ada')
    expect(userId).toMatch(/^GB\.\d{19}$/)
    expect(id).toMatch(/^wamid\./)
    expect(receiver.received[0]!.payload).toEqual({
      object: 'whatsapp_business_account',
      entry: [
        {
          id: wabaId,
          changes: [
            {
              field: 'messages',
              value: {
                messaging_product: 'whatsapp',
                metadata: { display_phone_number: phone, phone_number_id: externalId },
                contacts: [{ profile: { name: 'Ada' }, wa_id: '447700900123', user_id: userId }],
                messages: [
                  {
                    from: '447700900123',
                    from_user_id: userId,
                    id,
                    timestamp: String(Math.floor(startedAt / 1000)),
                    type: 'text',
                    text: { body: 'hi' },
                  },
                ],
              },
            },
          ],
        },
      ],
    })
  })

  it('[X6] does what people do on WhatsApp', async () => {
    await using stage = await start()
    const { sandbox, receiver } = stage
    const ada = sandbox.customer('whatsapp', 'ada', { phone: '447700900123' })
    const shop = sandbox.account('whatsapp').phone

    const said = await ada.say('Hello')
    await ada.sendImage({ caption: 'front' })
    await ada.sendVideo()
    await ada.sendVoice()
    await ada.sendFile({ name: 'bill.pdf', caption: 'May' })
    await ada.sendSticker()
    await ada.sendLocation({ latitude: 51.5, longitude: -0.12, name: 'Shop', address: '1 High St' })
    await ada.sendContact({ name: 'Bo Li', phone: '+44 7700 900456', email: 'bo@x.example' })
    await ada.answerButton('Yes', 'yes-1', 'wamid.OUT1')
    await ada.answerList('Large', 'row-3', 'wamid.OUT2')
    await ada.answerFlow({ size: 'L' }, 'wamid.OUT3')
    await ada.answerTemplateButton('Stop', 'STOP_NEWS')
    await ada.react('wamid.OUT1', '👍')
    await ada.unreact('wamid.OUT1')
    await ada.order({ product: 'Mug', quantity: 2, unit_price: 8, note: 'please' })
    await ada.forward('read this')
    await ada.reply('wamid.OUT1', 'yes')
    await ada.reply(said, 'I meant')
    await ada.adClick('Sale', 'hi')
    await ada.sendUnsupported()
    await ada.edit(said, 'Hello!')
    await ada.unsend(said)

    const file = (mime: string) => ({
      id: expect.stringMatching(/^77\d{13}$/),
      mime_type: mime,
      sha256: expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/),
      url: expect.stringContaining('/whatsapp_business/attachments/?mid=77'),
    })
    const items = receiver.values.flatMap((value) => value.messages)
    const seen = items.map(happening)
    expect(seen).toEqual([
      { type: 'text', text: { body: 'Hello' } },
      { type: 'image', image: { ...file('image/png'), caption: 'front' } },
      { type: 'video', video: file('video/mp4') },
      { type: 'audio', audio: { ...file('audio/ogg; codecs=opus'), voice: true } },
      { type: 'document', document: { ...file('application/pdf'), filename: 'bill.pdf', caption: 'May' } },
      { type: 'sticker', sticker: { ...file('image/webp'), animated: false } },
      { type: 'location', location: { latitude: 51.5, longitude: -0.12, name: 'Shop', address: '1 High St' } },
      {
        type: 'contacts',
        contacts: [
          {
            name: { formatted_name: 'Bo Li', first_name: 'Bo', last_name: 'Li' },
            phones: [{ phone: '+44 7700 900456', wa_id: '447700900456', type: 'CELL' }],
            emails: [{ email: 'bo@x.example', type: 'WORK' }],
          },
        ],
      },
      {
        context: { from: shop, id: 'wamid.OUT1' },
        type: 'interactive',
        interactive: { type: 'button_reply', button_reply: { id: 'yes-1', title: 'Yes' } },
      },
      {
        context: { from: shop, id: 'wamid.OUT2' },
        type: 'interactive',
        interactive: { type: 'list_reply', list_reply: { id: 'row-3', title: 'Large' } },
      },
      {
        context: { from: shop, id: 'wamid.OUT3' },
        type: 'interactive',
        interactive: { type: 'nfm_reply', nfm_reply: { name: 'flow', body: 'Sent', response_json: '{"size":"L"}' } },
      },
      { type: 'button', button: { payload: 'STOP_NEWS', text: 'Stop' } },
      { type: 'reaction', reaction: { message_id: 'wamid.OUT1', emoji: '👍' } },
      { type: 'reaction', reaction: { message_id: 'wamid.OUT1' } },
      {
        type: 'order',
        order: {
          catalog_id: '990000000000001',
          text: 'please',
          product_items: [{ product_retailer_id: 'mug', quantity: 2, item_price: 8, currency: 'GBP' }],
        },
      },
      { context: { forwarded: true }, type: 'text', text: { body: 'read this' } },
      { context: { from: shop, id: 'wamid.OUT1' }, type: 'text', text: { body: 'yes' } },
      { context: { from: '447700900123', id: said }, type: 'text', text: { body: 'I meant' } },
      {
        type: 'text',
        text: { body: 'hi' },
        referral: {
          source_url: 'https://fb.example/ad',
          source_id: expect.stringMatching(/^\d+$/),
          source_type: 'ad',
          headline: 'Sale',
          body: 'Sale',
          media_type: 'image',
          image_url: expect.stringContaining('/cdn/image/'),
          thumbnail_url: expect.stringContaining('/cdn/image/'),
          ctwa_clid: expect.stringMatching(/^Af/),
        },
      },
      {
        type: 'unsupported',
        errors: [
          {
            code: 131051,
            title: 'Message type unknown',
            message: 'Message type unknown',
            error_data: { details: 'Message type is not supported.' },
          },
        ],
        unsupported: { type: 'poll' },
      },
      { type: 'edit', edit: { original_message_id: said, message: { type: 'text', text: { body: 'Hello!' } } } },
      { type: 'revoke', revoke: { original_message_id: said } },
    ])
  })

  it('[X6] sends an album as so many messages', async () => {
    await using stage = await start()

    const ids = await stage.sandbox.customer('whatsapp', 'paulo').album(40)

    expect(new Set(ids).size).toBe(40)
    expect(stage.receiver.values.map((value) => value.messages[0]!.type)).toEqual(Array(40).fill('image'))
  })

  it('[X7] who shows only a username has neither from nor wa_id, not even empty ones', async () => {
    await using stage = await start()
    const { sandbox, receiver } = stage
    const noor = sandbox.customer('whatsapp', 'noor', { phone: null, username: 'noor.makes' })

    await noor.say('hi')
    const echo = await sandbox.account('whatsapp').echo(noor, 'hello')
    await sandbox.account('whatsapp').status(noor, echo, 'delivered')

    const [message, echoed, status] = receiver.values
    expect(message!.contacts).toEqual([{ profile: { name: 'Noor', username: 'noor.makes' }, user_id: noor.userId }])
    expect(Object.keys(message!.messages[0]!)).toEqual(['from_user_id', 'id', 'timestamp', 'type', 'text'])
    expect(Object.keys(echoed!.message_echoes[0]!)).toEqual(['from', 'to_user_id', 'id', 'timestamp', 'type', 'text'])
    expect(Object.keys(status!.statuses[0]!)).toEqual(['id', 'status', 'timestamp', 'recipient_user_id'])
  })

  it('[X8] who changes their number is announced under the old one, without a contact, and then writes under the new', async () => {
    await using stage = await start()
    const { sandbox, receiver } = stage
    const ada = sandbox.customer('whatsapp', 'ada', { phone: '447700900123' })
    const { userId } = ada

    await ada.changeNumber('447700900999')
    await ada.say('it is me')

    const [change, message] = receiver.values
    expect(Object.keys(change!)).toEqual(['messaging_product', 'metadata', 'messages'])
    expect(change!.messages).toEqual([
      {
        from: '447700900123',
        id: expect.stringMatching(/^wamid\./),
        timestamp: expect.any(String),
        type: 'system',
        system: {
          type: 'user_changed_number',
          body: 'Ada changed their number',
          wa_id: '447700900999',
          user_id: ada.userId,
          previous_user_id: userId,
        },
      },
    ])
    expect(ada.userId).not.toBe(userId)
    expect(message!.messages[0]).toMatchObject({ from: '447700900999', from_user_id: ada.userId })
  })

  it('[X8] who gets a new user id keeps the number', async () => {
    await using stage = await start()
    const { sandbox, receiver } = stage
    const ada = sandbox.customer('whatsapp', 'ada', { phone: '447700900123' })
    const { userId } = ada

    await ada.changeUserId()

    expect(ada.phone).toBe('447700900123')
    expect(receiver.values[0]!.messages[0]).toEqual({
      id: expect.any(String),
      timestamp: expect.any(String),
      type: 'system',
      system: { type: 'user_changed_user_id', user_id: ada.userId, previous_user_id: userId },
    })
  })
})

describe('the business on WhatsApp', () => {
  it('[X10] echoes what is typed in its own app, and tells what became of its messages', async () => {
    await using stage = await start()
    const { sandbox, receiver } = stage
    const shop = sandbox.account('whatsapp')
    const ada = sandbox.customer('whatsapp', 'ada', { phone: '447700900123' })

    const echo = await shop.echo(ada, 'On my way')
    await shop.status(ada, 'wamid.OUT1', 'sent', { correlation: 'local-77' })
    await shop.markDelivered(ada, 'wamid.OUT1')
    await shop.status(ada, 'wamid.OUT5', 'failed', { errorCode: 131047 })

    const to = { recipient_id: '447700900123', recipient_user_id: ada.userId }
    const timestamp = String(Math.floor(startedAt / 1000))
    expect(receiver.received.map(({ payload }) => payload.entry[0]!.changes[0]!.field)).toEqual([
      'smb_message_echoes',
      'messages',
      'messages',
      'messages',
    ])
    expect(receiver.values[0]!.message_echoes).toEqual([
      {
        from: shop.phone,
        to: '447700900123',
        to_user_id: ada.userId,
        id: echo,
        timestamp,
        type: 'text',
        text: { body: 'On my way' },
      },
    ])
    expect(receiver.values.slice(1).flatMap((value) => value.statuses)).toEqual([
      {
        id: 'wamid.OUT1',
        status: 'sent',
        timestamp,
        ...to,
        biz_opaque_callback_data: 'local-77',
        pricing: { billable: false, pricing_model: 'PMP', type: 'free_customer_service', category: 'service' },
      },
      { id: 'wamid.OUT1', status: 'delivered', timestamp, ...to },
      {
        id: 'wamid.OUT5',
        status: 'failed',
        timestamp,
        ...to,
        errors: [
          {
            code: 131047,
            title: 'Re-engagement message',
            message: 'Re-engagement message',
            error_data: { details: 'Re-engagement message' },
            href: expect.stringMatching(/^https:/),
          },
        ],
      },
    ])
    expect(receiver.values.map((value) => value.contacts?.length)).toEqual([1, 1, 1, undefined])
  })
})
