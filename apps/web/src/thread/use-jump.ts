import { ApiError } from '@switchboard/sdk'
import { type RefObject, useEffect, useRef, useState } from 'react'
import { t } from '../i18n/t.ts'
import { useClient } from '../live/client-context.tsx'
import { explain } from '../session/explain.ts'
import { stillHere } from '../ui/still-here.ts'
import { toast } from '../ui/toast.ts'
import type { MessageListHandle } from './message-list.tsx'

/** Which part of the thread the list shows, and where in it it began. Another generation is another list. */
export interface Place {
  readonly generation: number
  /** The part in which this message stands; null: the newest one. */
  readonly pivot: string | null
  /** A message; or where everybody begins, which is the unread messages or the end; or the end. */
  readonly start: { readonly message: string; isExpected(): boolean } | 'opening' | 'end'
}

const flashMs = 2_000

/** Going to a message, wherever in the thread it stands, and back to the end. */
export function useJump(conversationId: string, list: RefObject<MessageListHandle | null>) {
  const { load } = useClient()
  const [place, setPlace] = useState<Place>({ generation: 0, pivot: null, start: 'opening' })
  const [flashed, setFlashed] = useState<string | null>(null)
  const [isJumping, setJumping] = useState(false)
  const wanted = useRef<string | null>(null)

  useEffect(() => {
    if (flashed === null) return
    const timer = setTimeout(() => setFlashed(null), flashMs)
    return () => clearTimeout(timer)
  }, [flashed])

  useEffect(() => {
    return () => {
      wanted.current = null
    }
  }, [])

  /**
   * False where there is no such message, or another one has been asked for meanwhile. The message gets the focus of
   * whoever waits for it, and of nobody else.
   */
  async function jumpTo(messageId: string, isExpected = stillHere()): Promise<boolean> {
    wanted.current = messageId
    if (!list.current?.scrollTo(messageId, isExpected) && !(await bringIn(messageId, isExpected))) return false
    setFlashed(messageId)
    return true
  }

  async function bringIn(messageId: string, isExpected: () => boolean): Promise<boolean> {
    setJumping(true)
    try {
      await load.around(conversationId, messageId)
    } catch (error) {
      if (wanted.current !== messageId) return false
      const isGone = error instanceof ApiError && !error.retry
      toast(isGone ? t('thread.message_gone') : explain(error), { look: 'bad' })
      return false
    } finally {
      setJumping(false)
    }
    if (wanted.current !== messageId) return false
    setPlace(({ generation }) => ({
      generation: generation + 1,
      pivot: messageId,
      start: { message: messageId, isExpected },
    }))
    return true
  }

  function toLatest(hasNewer: boolean): void {
    wanted.current = null
    if (hasNewer) setPlace(({ generation }) => ({ generation: generation + 1, pivot: null, start: 'end' }))
    else list.current?.scrollToEnd()
  }

  return { place, flashed, isJumping, jumpTo, toLatest }
}
