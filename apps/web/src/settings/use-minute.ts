import { useEffect, useState } from 'react'

const tick_ms = 20_000

/** Draws again while time goes by, for what says how long ago something was. */
export function useMinute(): void {
  const [, setTick] = useState(0)
  useEffect(() => {
    const timer = setInterval(() => setTick((before) => before + 1), tick_ms)
    return () => clearInterval(timer)
  }, [])
}
