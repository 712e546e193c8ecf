import type { World } from '../../server/world/index.ts'

const minute = 60_000

/**
 * Three customers who say everything that can be said on their platforms, and a shop that has answered from elsewhere:
 * one thread with every kind of message for each platform. The past goes back a day and a half.
 */
export async function sayEveryKind(world: World): Promise<void> {
  const clock = clockOf(world)
  await onWhatsApp(world, clock)
  await onMessenger(world, clock)
  await onInstagram(world, clock)
  await world.idle()
}

type Clock = (forward?: number) => { at: number }

/** Each moment a little later than the last; the newest are of the last minutes. */
function clockOf(world: World): Clock {
  let at = world.now().getTime() - 36 * 60 * minute
  return (forward = minute / 2) => {
    at += forward
    return { at }
  }
}

async function onWhatsApp(world: World, clock: Clock) {
  const ada = world.customer('whatsapp', 'ada')
  const shop = world.sandbox.account('whatsapp')
  const hello = await ada.say('Hello! Is the blue bowl from https://example.com/bowls?id=7 still there?', clock())
  await ada.say('I would like two.', clock())
  const answer = await shop.echo(ada, 'It is! Shall I keep two for you?', clock())
  await shop.status(ada, answer, 'read', clock())
  await ada.reply(answer, 'Yes please', clock())
  await ada.react(answer, '❤', clock())
  const late = await shop.echo(ada, 'Your parcel is on its way.', clock())
  await shop.status(ada, late, 'failed', { ...clock(), error_code: 131047 } as never)
  await ada.sendImage({ caption: 'It should go here' }, clock(26 * 60 * minute))
  await ada.sendVideo({}, clock())
  await ada.sendVoice(clock())
  await ada.sendFile({ name: 'invoice-2026.pdf', caption: 'The invoice' }, clock())
  await ada.sendSticker(clock())
  await ada.sendLocation(
    { latitude: 51.50354, longitude: -0.12768, name: 'The workshop', address: '1 Kiln Lane' },
    clock(),
  )
  await ada.sendContact({ name: 'Bo Li', phone: '+44 7700 900456', email: 'bo@example.com' }, clock())
  await ada.forward('You have to see this', clock())
  await ada.adClick('Summer sale', 'Is the sale still on?', clock())
  await ada.order({ product: 'Blue bowl', quantity: 2, unit_price: 24.5, currency: 'GBP', note: 'As a gift' }, clock())
  await sayOurTemplates(world, ada.phone!.replace(/\D/g, ''), clock)
  await ada.answerList('Large', 'size-l', 'wamid.PROMPT', clock())
  await ada.answerTemplateButton('Stop', 'STOP', undefined, clock())
  await ada.answerFlow({ size: 'L', gift: true }, undefined, clock())
  await ada.sendUnsupported(clock())
  const edited = await ada.say('See you tomorow', clock())
  await ada.edit(edited, 'See you tomorrow', clock())
  const unsent = await ada.say('Never mind', clock())
  await ada.unsend(unsent, clock())
  await ada.reply(hello, 'And is it dishwasher-safe?', clock())
  await ada.changeNumber('447700900999', clock())
  await ada.say('👍🎉', clock())
}

/** Sent by another app of the same number, which shows them to us as they went out. */
async function sayOurTemplates({ sandbox }: World, to: string, clock: Clock) {
  const { externalId: phone_number_id, wabaId } = sandbox.account('whatsapp')
  const echo = (id: string, message: object) => {
    const timestamp = String(Math.floor(clock().at / 1000))
    const value = {
      messaging_product: 'whatsapp',
      metadata: { display_phone_number: '15550001', phone_number_id },
      standby: { message_echoes: [{ from: '15550001', to, id, timestamp, ...message }] },
    }
    return sandbox.deliver('whatsapp', {
      object: 'whatsapp_business_account',
      entry: [{ id: wabaId, time: Number(timestamp), changes: [{ field: 'standby', value }] }],
    })
  }
  await echo('wamid.TEMPLATE', templateEcho)
  await echo('wamid.PROMPT', promptEcho)
}

const templateEcho = {
  type: 'template',
  template: { name: 'order_ok', language: { code: 'en_GB' }, components: [] },
}
const promptEcho = {
  type: 'interactive',
  interactive: {
    type: 'list',
    body: { text: 'Which size?' },
    action: {
      button: 'Sizes',
      sections: [
        {
          rows: [
            { id: 's', title: 'Small' },
            { id: 'l', title: 'Large' },
          ],
        },
      ],
    },
  },
}

async function onMessenger(world: World, clock: Clock) {
  const bruno = world.customer('messenger', 'bruno')
  await bruno.postback('Get started', 'START', clock())
  await bruno.album(5, clock())
  await bruno.album(3, clock())
  await bruno.sendVoice(clock())
  await bruno.sendFile({ name: 'plan.pdf' }, clock())
  await bruno.sendLocation({ latitude: 52.52, longitude: 13.405, name: 'Home' }, clock())
  await bruno.like(clock())
  await bruno.share({ shared: 'link', title: 'Bowls of the world', url: 'https://example.com/bowls' }, clock())
  await bruno.share({ shared: 'product', title: 'Mug' }, clock())
  await bruno.quickReply('Yes', 'YES', clock())
  await bruno.order({ product: 'Mug', quantity: 3, unit_price: 8, currency: 'GBP' }, clock())
  await bruno.referral('spring-flyer', clock())
  const answer = await world.sandbox.account('messenger').echo(bruno, 'Thank you, Bruno!', clock())
  await world.sandbox.account('messenger').markDelivered(bruno, answer, clock())
}

async function onInstagram(world: World, clock: Clock) {
  const lucia = world.customer('instagram', 'lucia')
  await lucia.storyReply('Is this one for sale?', clock(-30 * 60 * minute))
  await lucia.storyMention(clock(30 * 60 * minute))
  await lucia.storyReply('And this one?', clock())
  await lucia.share({ shared: 'reel', title: 'How bowls are made' }, clock())
  await lucia.share({ shared: 'post', title: 'A blue bowl' }, clock())
  await lucia.sendImage({}, clock())
  await lucia.sendVideo({}, clock())
  await lucia.like(clock())
  await lucia.say('هل يمكنكم الشحن إلى القاهرة؟ order 12', clock())
}
