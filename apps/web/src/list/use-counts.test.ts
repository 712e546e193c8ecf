import type { ConversationCounts } from '@switchboard/protocol'
import type { Client } from '@switchboard/sdk'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { followCounts } from './use-counts.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('[B47] shows the newest count, in whatever order they are answered', async () => {
  const answers: ((inbox: number) => void)[] = []
  const conversationCounts = () => {
    const { promise, resolve } = Promise.withResolvers<ConversationCounts>()
    answers.push((inbox) => resolve({ views: { inbox } } as ConversationCounts))
    return promise
  }
  let hear: Parameters<Client['onEvent']>[0] = () => {}
  const onEvent = (listener: typeof hear) => {
    hear = listener
    return () => {}
  }
  const shown: number[] = []
  const requests = { conversationCounts } as unknown as Client['requests']
  const stop = followCounts({ requests, onEvent }, ({ views }) => shown.push(views.inbox))
  hear({ type: 'message_received' } as unknown as Parameters<typeof hear>[0])
  await vi.advanceTimersByTimeAsync(2_000)
  expect(answers.length).toBe(2)
  answers[1]!(7)
  await vi.advanceTimersByTimeAsync(0)
  answers[0]!(6)
  await vi.advanceTimersByTimeAsync(0)
  expect(shown).toEqual([7])
  stop()
})
