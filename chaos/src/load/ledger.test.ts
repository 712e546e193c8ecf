import { describe, expect, it } from 'vitest'
import type { Effect } from './chatter.ts'
import { Ledger, type StoredLine } from './ledger.ts'

const said = (id: string, text: string): Effect => ({ kind: 'message', id, direction: 'inbound', text })
const stored = (id: string, text: string | null, more: Partial<StoredLine> = {}): StoredLine => ({
  platform_message_id: id,
  direction: 'inbound',
  text,
  status: 'received',
  is_deleted: false,
  emojis: [],
  ...more,
})

function judged(effects: Effect[], lines: StoredLine[]) {
  const ledger = new Ledger()
  ledger.acknowledge(effects)
  const { lost, unexplained } = ledger.judge(lines)
  return { lost, unexplained }
}

describe('the ledger', () => {
  it('finds everything where the inbox shows everything', () => {
    const effects: Effect[] = [
      { kind: 'reaction', id: 'a', emoji: '👍' }, // before its message: order is not what it is about
      said('a', 'one'),
      { kind: 'edit', id: 'a', text: 'One' },
      said('b', 'two'),
      { kind: 'unsend', id: 'b' },
      { kind: 'edit', id: 'b', text: 'nobody will see this' },
      { kind: 'message', id: 'c', direction: 'outbound', text: 'three' },
      { kind: 'status', id: 'c', status: 'delivered' },
    ]
    const lines = [
      stored('a', 'One', { emojis: ['👍'] }),
      stored('b', null, { is_deleted: true }),
      stored('c', 'three', { direction: 'outbound', status: 'read' }),
    ]
    expect(judged(effects, lines)).toEqual({ lost: 0, unexplained: 0 })
  })

  it('counts every item of which nothing is there', () => {
    expect(judged([said('a', 'one'), { kind: 'edit', id: 'a', text: 'One' }], [])).toEqual({ lost: 2, unexplained: 0 })
  })

  it.each<[string, Effect, StoredLine]>([
    ['an edit', { kind: 'edit', id: 'a', text: 'One' }, stored('a', 'one')],
    ['an unsend', { kind: 'unsend', id: 'a' }, stored('a', 'one')],
    ['a reaction', { kind: 'reaction', id: 'a', emoji: '👍' }, stored('a', 'one', { emojis: ['🎉'] })],
    ['a receipt', { kind: 'status', id: 'a', status: 'read' }, stored('a', 'one', { status: 'delivered' })],
  ])('counts %s that has left no trace', (_what, effect, line) => {
    expect(judged([said('a', 'one'), effect], [line])).toEqual({ lost: 1, unexplained: 0 })
  })

  it('counts what nobody has sent, and what is there twice', () => {
    expect(judged([said('a', 'one')], [stored('a', 'one'), stored('a', 'one'), stored('x', 'who?')])).toEqual({
      lost: 0,
      unexplained: 2,
    })
  })

  it('counts what somebody else says', () => {
    expect(judged([said('a', 'one')], [stored('a', 'two')])).toEqual({ lost: 1, unexplained: 0 })
    expect(judged([said('a', 'one')], [stored('a', null, { is_deleted: true })])).toEqual({ lost: 1, unexplained: 0 })
  })
})
