import { useEffect, useRef, useState } from 'react'
import { useInboxAddress } from '../inbox/use-inbox-address.ts'

/** So long after the last key what was typed goes into the address, and is searched for. */
const pause_ms = 180

export interface SearchText {
  /** As it stands in the field. */
  readonly typed: string
  /** As it stands in the address. */
  readonly query: string
  /** Search takes the place of the list: somebody is in the field, or something is searched for. */
  readonly isOpen: boolean
  type(text: string): void
  /** Without waiting for more. */
  submit(text: string): void
  enter(): void
  /** Back to the list. */
  close(): void
  /** The field was left: an empty one gives its place back. */
  leave(): void
}

export function useSearchText(): SearchText {
  const { search, refine } = useInboxAddress()
  const query = search.q ?? ''
  const [typed, setTyped] = useState(query)
  const [isEntered, setEntered] = useState(false)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const said = useRef(query)

  // Back and forward change it, too, whatever was about to be said; and what was said here arrives when more is typed.
  useEffect(() => {
    if (query === said.current) return
    said.current = query
    clearTimeout(timer.current)
    setTyped(query)
  }, [query])
  useEffect(() => () => clearTimeout(timer.current), [])

  function say(text: string): void {
    clearTimeout(timer.current)
    const next = text.trim() === '' ? undefined : text
    // Where it begins is a place to go back to; every letter is not.
    said.current = next ?? ''
    if (next !== search.q) refine({ q: next }, { replace: query !== '' })
  }

  return {
    typed,
    query,
    isOpen: isEntered || query !== '',
    type(text) {
      setTyped(text)
      clearTimeout(timer.current)
      timer.current = setTimeout(() => say(text), text === '' ? 0 : pause_ms)
    },
    submit(text) {
      setTyped(text)
      say(text)
    },
    enter: () => setEntered(true),
    close() {
      setTyped('')
      setEntered(false)
      say('')
    },
    leave() {
      if (typed.trim() === '') setEntered(false)
    },
  }
}
