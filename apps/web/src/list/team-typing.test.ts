import type { Client } from '@switchboard/sdk'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { followTyping } from './team-typing.ts'

type Listener = Parameters<Client['connection']['onVolatile']>[0]

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('[B49] says who is replying until they stop, or nothing is heard of it for six seconds', () => {
  let hear: Listener = () => {}
  const onVolatile = (listener: Listener) => {
    hear = listener
    return () => {}
  }
  let typing: ReadonlyMap<string, readonly string[]> = new Map()
  followTyping({ onVolatile }, (next) => {
    typing = next
  })
  const say = (member_id: string, is_typing: boolean) =>
    hear({ op: 'volatile', type: 'typing', data: { conversation_id: 'c', member_id, is_typing } })

  say('sam', true)
  say('kim', true)
  expect(typing.get('c')).toEqual(['sam', 'kim'])
  say('sam', false)
  expect(typing.get('c')).toEqual(['kim'])
  vi.advanceTimersByTime(5_000)
  say('kim', true)
  vi.advanceTimersByTime(5_000)
  expect(typing.get('c')).toEqual(['kim'])
  vi.advanceTimersByTime(1_000)
  expect(typing.size).toBe(0)
  hear({ op: 'volatile', type: 'presence', data: { member_id: 'sam', state: 'online' } })
  expect(typing.size).toBe(0)
})
