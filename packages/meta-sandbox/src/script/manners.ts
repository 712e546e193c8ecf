import type { Act } from '../cast/act.ts'
import type { Customer } from '../cast/customer.ts'
import type { Random } from '../random.ts'

/** How somebody goes on, once the backlog is told. */
export interface Manner {
  /** How often this one's turn comes, compared with the others. */
  weight: number
  /** Or: not by turn, but whenever this much time has passed. */
  everyMs?: number
  next(random: Random, customer: Customer, turn: number): Act[]
}

const wares = ['blue bowl', 'tall vase', 'oval plate', 'small teapot', 'espresso cups', 'candle holder', 'green jug']
const days = ['Monday', 'Wednesday', 'Friday', 'Saturday']

/** By handle. Who is not in here stays silent. */
export const manners: Readonly<Record<string, Manner>> = {
  ada: {
    weight: 4,
    next: (random, customer) => [maybeQuoting(random, customer, question(random))],
  },
  omar: {
    weight: 3,
    next: (random, customer) => [maybeQuoting(random, customer, bilingual(random))],
  },
  vera: { weight: 2, next: () => [{ kind: 'voice' }] },
  paulo: {
    weight: 1,
    next: (random, _customer, turn) =>
      turn % 10 === 0
        ? [{ kind: 'album', count: 40, caption: 'All of them' }]
        : [{ kind: 'image', caption: `The ${random.pick(wares)}` }],
  },
  hana: {
    weight: 0,
    everyMs: 25 * 3_600_000,
    next: () => [{ kind: 'text', text: 'Hello again! Is there still room in the course?' }],
  },
  noor: {
    weight: 2,
    next: (random) => [
      { kind: 'text', text: `Could you make ${random.between(2, 9) * 10} of the ${random.pick(wares)}?` },
    ],
  },
  bruno: { weight: 2, next: (random, customer) => angry(random, customer) },
  sam: {
    weight: 1,
    next: (random) => {
      const offer: Act = { kind: 'text', text: `${random.pick(['BEST', 'CHEAP', 'REAL'])} followers for your page!!` }
      return Array.from({ length: random.between(4, 7) }, () => offer)
    },
  },
  mei: { weight: 2, next: (random) => [random.pick(choices(random))] },
  ingrid: {
    weight: 2,
    next: (random) => [
      random.pick<Act>([
        { kind: 'text', text: `Would ${random.pick(days)} work for a first delivery?` },
        { kind: 'file', name: 'order.pdf' },
        { kind: 'share', shared: 'link', title: 'Our café', url: 'https://cafe.example/' },
        { kind: 'image', caption: `We would like ${random.between(6, 30)} of these` },
      ]),
    ],
  },
  lucia: {
    weight: 2,
    next: (random) => [
      random.pick<Act>([
        { kind: 'story_reply', text: random.pick(['¡Me encanta!', 'How much is it?', 'Wow 😍']) },
        { kind: 'story_mention' },
        { kind: 'text', text: `Is the ${random.pick(wares)} in the story yours?` },
      ]),
    ],
  },
  kofi: { weight: 3, next: (random, customer) => [second(random, customer)] },
  yuki: {
    weight: 2,
    next: (random, customer) => [
      reaction(random, customer) ??
        random.pick<Act>([
          { kind: 'like' },
          { kind: 'share', shared: 'reel', title: 'Glazing day' },
          { kind: 'text', text: 'きれいですね ✨' },
        ]),
    ],
  },
}

function question(random: Random): string {
  const ware = random.pick(wares)
  return random.pick([
    `How big is the ${ware}?`,
    `Is the ${ware} safe for the dishwasher?`,
    `Do you have the ${ware} in another colour?`,
    `How much is the ${ware}?`,
    `Could I pick up the ${ware} on ${random.pick(days)}?`,
    `And what does shipping the ${ware} cost?`,
  ])
}

function bilingual(random: Random): string {
  const ware = random.pick(wares)
  return random.pick([
    `كم سعر the ${ware}؟`,
    `هل عندكم ${ware} باللون الأخضر؟`,
    `شكراً! I will come on ${random.pick(days)} إن شاء الله`,
    `ممكن صورة للـ ${ware}؟ 📷`,
  ])
}

function angry(random: Random, customer: Customer): Act[] {
  const line: Act = {
    kind: 'text',
    text: random.pick(['HELLO?', 'Still nothing.', 'This is NOT acceptable', 'I want my money back', 'Last chance.']),
  }
  return [random.chance(0.3) ? (reaction(random, customer, ['😡', '👎']) ?? line) : line]
}

function choices(random: Random): Act[] {
  const ware = random.pick(wares)
  return [
    { kind: 'postback', title: 'Opening hours', payload: 'HOURS' },
    { kind: 'quick_reply', title: 'Yes', payload: 'YES' },
    { kind: 'order', product: ware, quantity: random.between(1, 6), unit_price: random.between(8, 60) },
    { kind: 'text', text: `Please add the ${ware} to my order` },
  ]
}

/** Writes, and then thinks again: about half of what Kofi says is changed or taken back. */
function second(random: Random, customer: Customer): Act {
  const last = customer.thread.findLast((said) => said.from === 'customer' && said.text !== null)
  const isFresh = last !== undefined && last.edits === 0
  if (isFresh && random.chance(0.35))
    return { kind: 'edit', to: last.id, text: `${last.text} (on ${random.pick(days)})` }
  if (isFresh && random.chance(0.25)) return { kind: 'unsend', to: last.id }
  return { kind: 'text', text: `Can I bring ${random.between(2, 5)} people to the workshop?` }
}

function reaction(random: Random, customer: Customer, emojis = ['❤️', '😍', '👍', '😂']): Act | undefined {
  const last = customer.thread.findLast((said) => said.from === 'account')
  return last && random.chance(0.5) ? { kind: 'reaction', to: last.id, emoji: random.pick(emojis) } : undefined
}

function maybeQuoting(random: Random, customer: Customer, text: string): Act {
  const last = customer.thread.findLast((said) => said.from === 'account')
  return last && random.chance(0.15) ? { kind: 'text', text, reply_to: last.id } : { kind: 'text', text }
}
