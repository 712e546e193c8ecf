import { useEffect, useState } from 'react'

/** The time, and draws again each minute: for what is said as “2 minutes ago”. */
export function useMinute(): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 60_000)
    return () => clearInterval(timer)
  }, [])
  return now
}
