import { useEffect, useRef, useState } from 'react'
import { useConnectionStatus } from '../live/use-inbox.ts'

/**
 * Whether the server has a newer version of this page. It is asked when the connection is back after a break: that is
 * what a server does that was replaced.
 */
export function useUpdateAvailable(): boolean {
  const { is } = useConnectionStatus()
  const [isAvailable, setAvailable] = useState(false)
  const wasLive = useRef(false)
  const isBroken = useRef(false)

  useEffect(() => {
    if (is !== 'live') {
      isBroken.current ||= wasLive.current && is !== 'syncing'
      return
    }
    const shouldAsk = isBroken.current
    wasLive.current = true
    isBroken.current = false
    if (shouldAsk) void isOutdated().then(setAvailable)
  }, [is])

  return isAvailable
}

async function isOutdated(): Promise<boolean> {
  const mine = mainScriptOf(document)
  try {
    const answer = await fetch('/', { headers: { accept: 'text/html' }, cache: 'no-cache' })
    if (!answer.ok || !mine) return false
    const theirs = mainScriptOf(new DOMParser().parseFromString(await answer.text(), 'text/html'))
    return theirs !== null && theirs !== mine
  } catch {
    return false // the connection is gone again: it is asked once more when it is back
  }
}

/** Its name carries a hash of what is in it. */
function mainScriptOf(page: Document): string | null {
  return page.querySelector('script[type=module]')?.getAttribute('src') ?? null
}
