import { type ReactNode, useEffect, useId, useRef, useState } from 'react'
import { Kbd } from './kbd.tsx'
import { place, type Side } from './place.ts'

interface Props {
  text: string
  keys?: string | undefined
  side?: Side
  children: ReactNode
}

const delayMs = 450
/** Within this time after one has been read, the next comes at once. */
const warmMs = 600
let lastHiddenAt = 0

/**
 * Says what a button without words does, and its key. By pointer and by keyboard; it can be pointed at, and Escape
 * closes it. The name itself belongs on the button, as `aria-label`.
 */
export function Tooltip({ text, keys, side = 'bottom', children }: Props) {
  const id = useId()
  const wrapper = useRef<HTMLSpanElement>(null)
  const bubble = useRef<HTMLSpanElement>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const [isOpen, setOpen] = useState(false)

  useEffect(() => {
    const layer = bubble.current
    if (!isOpen || !layer) return
    layer.showPopover()
    place(layer, wrapper.current!.firstElementChild ?? wrapper.current!, { side, align: 'center' })
    const onKey = (event: KeyboardEvent) => event.key === 'Escape' && setOpen(false)
    document.addEventListener('keydown', onKey)
    return () => {
      lastHiddenAt = Date.now()
      document.removeEventListener('keydown', onKey)
    }
  }, [isOpen, side])

  useEffect(() => () => clearTimeout(timer.current), [])

  function open(now: boolean) {
    clearTimeout(timer.current)
    const isWarm = Date.now() - lastHiddenAt < warmMs
    timer.current = setTimeout(() => setOpen(true), now || isWarm ? 0 : delayMs)
  }
  function close() {
    clearTimeout(timer.current)
    setOpen(false)
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only listens to what its button gets
    <span
      ref={wrapper}
      className="contents"
      onPointerOver={(event) => event.pointerType === 'mouse' && open(false)}
      onPointerOut={close}
      onPointerDown={close}
      onFocus={(event) => event.target.matches(':focus-visible') && open(true)}
      onBlur={close}
    >
      {children}
      {isOpen && (
        <span
          ref={bubble}
          id={id}
          popover="manual"
          data-passive=""
          role="tooltip"
          className="layer pointer-events-none fixed w-max max-w-64 rounded-md border border-line bg-raised px-2 py-1 text-sm text-text shadow-raised"
        >
          <span className="flex items-center gap-2">
            {text}
            {keys && <Kbd keys={keys} />}
          </span>
        </span>
      )}
    </span>
  )
}
