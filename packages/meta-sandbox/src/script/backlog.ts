import type { Act } from '../cast/act.ts'

/** The newest message of each side, so that a beat can answer, react to or change it. */
export interface Newest {
  own: string
  shop: string
}

/** Something that has happened before the demo begins. */
export interface Beat {
  minutesAgo: number
  /** What the customer does. */
  act?: Act | ((newest: Newest) => Act)
  /** What the shop wrote in the platform's own app. */
  shopSays?: string
  /** The customer has seen what the shop wrote. */
  reads?: true
}

/** What each customer of the cast, by handle, has been through. Oldest first. */
export const backlog: Readonly<Record<string, readonly Beat[]>> = {
  ada: [
    { minutesAgo: 190, act: says('Hi! Is the blue bowl from the window still there?') },
    { minutesAgo: 186, shopSays: 'Hello Ada, yes! Two are left.' },
    { minutesAgo: 185, act: says('Oh good. How wide is it?') },
    {
      minutesAgo: 184,
      act: ({ shop }) => ({ kind: 'text', text: 'And are they both the same blue?', reply_to: shop }),
    },
    { minutesAgo: 180, shopSays: '22 cm, and yes, same glaze.' },
    { minutesAgo: 179, act: ({ shop }) => ({ kind: 'reaction', to: shop, emoji: '😍' }) },
    { minutesAgo: 12, act: says('Could you hold one until Saturday? 🙏') },
    { minutesAgo: 11, act: says('I can come by before noon') },
  ],
  omar: [
    { minutesAgo: 330, act: says('مرحبا، هل عندكم أكواب كبيرة؟') },
    { minutesAgo: 322, shopSays: 'Hello! Yes: 350 ml and 500 ml.' },
    { minutesAgo: 320, act: says('ممتاز 👍 500 ml please، كم السعر؟') },
    { minutesAgo: 318, act: { kind: 'image', caption: 'مثل هذا اللون, if you have it' } },
    { minutesAgo: 317, act: ({ shop }) => ({ kind: 'reaction', to: shop, emoji: '❤️' }) },
    { minutesAgo: 44, act: says('هل التوصيل إلى Leeds مجاني؟') },
  ],
  vera: [
    { minutesAgo: 260, act: { kind: 'voice' } },
    { minutesAgo: 259, act: { kind: 'voice' } },
    { minutesAgo: 240, shopSays: 'Thank you, we will listen to it this afternoon.' },
    { minutesAgo: 21, act: ({ shop }) => ({ kind: 'voice', reply_to: shop }) },
  ],
  paulo: [
    {
      minutesAgo: 610,
      act: { kind: 'ad_click', headline: 'Sell your old kiln', text: 'Hi, do you buy used pottery wheels?' },
    },
    { minutesAgo: 598, act: { kind: 'image', caption: 'This is the wheel' } },
    { minutesAgo: 597, act: { kind: 'album', count: 3 } },
    { minutesAgo: 596, act: { kind: 'video', caption: 'and this is how it turns' } },
    {
      minutesAgo: 595,
      act: { kind: 'location', latitude: 40.7128, longitude: -74.006, name: 'Workshop', address: '1 Example Street' },
    },
    { minutesAgo: 64, act: says('More photos are coming') },
  ],
  hana: [
    { minutesAgo: 1560, act: says('Hello, do you give courses for beginners?') },
    { minutesAgo: 1552, shopSays: 'We do, every other Sunday. Shall I put you on the list?' },
    { minutesAgo: 1551, act: { kind: 'sticker' } },
    {
      minutesAgo: 1549,
      act: ({ shop }) => ({ kind: 'button_reply', title: 'Yes, please', payload: 'course-yes', to: shop }),
    },
    { minutesAgo: 1530, act: says('Thank you, I will write again when I know the date') },
  ],
  noor: [
    { minutesAgo: 520, act: says('Hi, do you also sell to shops?') },
    { minutesAgo: 515, shopSays: 'We do. What are you looking for?' },
    {
      minutesAgo: 512,
      act: ({ shop }) => ({
        kind: 'list_reply',
        title: 'Tableware',
        payload: 'tableware',
        description: 'Plates and cups',
        to: shop,
      }),
    },
    { minutesAgo: 511, act: { kind: 'contact', name: 'Bo Lind', phone: '+44 7700 900456', email: 'bo@shop.example' } },
    { minutesAgo: 509, act: { kind: 'flow_reply', answers: '{"flow_token":"t1","pieces":"40"}' } },
    { minutesAgo: 508, act: { kind: 'unsupported', type: 'poll' } },
    { minutesAgo: 93, act: { kind: 'forward', text: 'Opening hours of the market: Saturdays 9 to 15' } },
    { minutesAgo: 92, act: { kind: 'template_button', title: 'Stop news', payload: 'STOP_NEWS' } },
  ],
  bruno: [
    { minutesAgo: 140, act: says('My parcel should have been here on MONDAY') },
    { minutesAgo: 139, act: says('It is Thursday.') },
    { minutesAgo: 132, shopSays: 'We are sorry, Bruno. May we have the order number?' },
    { minutesAgo: 131, act: says('I sent it TWICE') },
    { minutesAgo: 130, act: ({ own }) => ({ kind: 'edit', to: own, text: 'I sent it TWICE already' }) },
    { minutesAgo: 129, act: ({ shop }) => ({ kind: 'reaction', to: shop, emoji: '😡' }) },
    { minutesAgo: 128, act: ({ shop }) => ({ kind: 'unreaction', to: shop }) },
    { minutesAgo: 27, act: says('Is anybody there???') },
  ],
  sam: [
    { minutesAgo: 75, act: says('BEST followers for your page, cheap!!') },
    { minutesAgo: 75, act: says('BEST followers for your page, cheap!!') },
    {
      minutesAgo: 74,
      act: { kind: 'share', shared: 'link', title: 'Followers', url: 'https://followers.example/offer' },
    },
    { minutesAgo: 74, act: says('BEST followers for your page, cheap!!') },
  ],
  mei: [
    { minutesAgo: 420, act: { kind: 'postback', title: 'Get started', payload: 'START' } },
    { minutesAgo: 419, act: { kind: 'quick_reply', title: 'Order', payload: 'ORDER' } },
    {
      minutesAgo: 415,
      act: { kind: 'order', product: 'Espresso cup', quantity: 4, unit_price: 14, note: 'as a gift, please' },
    },
    { minutesAgo: 400, shopSays: 'Thank you! They will be ready on Friday.' },
    { minutesAgo: 399, reads: true },
    { minutesAgo: 398, act: { kind: 'like' } },
    { minutesAgo: 55, act: { kind: 'referral', ref: 'flyer' } },
    { minutesAgo: 54, act: { kind: 'share', shared: 'product', title: 'Saucer' } },
    { minutesAgo: 53, act: says('Do these fit the cups?') },
  ],
  ingrid: [
    {
      minutesAgo: 700,
      act: { kind: 'file', name: 'floor-plan.pdf', caption: 'Our new café. We need about 60 plates.' },
    },
    { minutesAgo: 690, shopSays: 'What a lovely place! When do you open?' },
    { minutesAgo: 680, act: says('In six weeks, so it is a bit urgent') },
    { minutesAgo: 679, act: { kind: 'location', latitude: 59.9139, longitude: 10.7522 } },
    { minutesAgo: 36, act: { kind: 'voice' } },
  ],
  lucia: [
    { minutesAgo: 230, act: { kind: 'story_reply', text: '¡Qué bonito! Is this one for sale?' } },
    { minutesAgo: 221, shopSays: 'It will be, from Friday on.' },
    { minutesAgo: 220, reads: true },
    { minutesAgo: 219, act: ({ shop }) => ({ kind: 'reaction', to: shop, emoji: '❤️' }) },
    { minutesAgo: 66, act: { kind: 'story_mention' } },
    { minutesAgo: 65, act: says('Posted it, I hope that is fine 😊') },
  ],
  kofi: [
    { minutesAgo: 160, act: says('Can I book the workshop on the 3rd?') },
    { minutesAgo: 159, act: ({ own }) => ({ kind: 'edit', to: own, text: 'Can I book the workshop on the 4th?' }) },
    { minutesAgo: 158, act: says('Never mind, wrong chat') },
    { minutesAgo: 157, act: ({ own }) => ({ kind: 'unsend', to: own }) },
    { minutesAgo: 33, act: says('For two people, if there is room') },
  ],
  yuki: [
    { minutesAgo: 470, act: { kind: 'share', shared: 'post', title: 'Autumn glaze' } },
    { minutesAgo: 469, act: says('この色が好きです。Do you ship to Osaka?') },
    { minutesAgo: 460, shopSays: 'We do! It takes about ten days.' },
    { minutesAgo: 459, act: { kind: 'like' } },
    { minutesAgo: 88, act: { kind: 'share', shared: 'reel', title: 'Throwing a tall vase' } },
    { minutesAgo: 87, act: { kind: 'image', caption: 'すごい！' } },
  ],
}

function says(text: string): Act {
  return { kind: 'text', text }
}
