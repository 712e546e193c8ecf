import { useLayoutEffect, useRef } from 'react'

/** For what comes late: whether who waited for it is still on the screen, or somebody has gone on. */
export function useIsHere(): () => boolean {
  const isHere = useRef(false)
  useLayoutEffect(() => {
    isHere.current = true
    return () => {
      isHere.current = false
    }
  }, [])
  return () => isHere.current
}
