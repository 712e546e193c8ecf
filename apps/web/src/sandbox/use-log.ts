import { useState } from 'react'
import { keep, kept } from '../app/kept.ts'

const key = 'switchboard.sandbox.log'

/** Whether the log of deliveries is shown, as this browser remembers it. */
export function useLog() {
  const [isOpen, setOpen] = useState(() => kept(key) === 'open')
  function toggle() {
    keep(key, isOpen ? 'closed' : 'open')
    setOpen(!isOpen)
  }
  return { isOpen, toggle }
}
