import { type KeyboardEvent, type PointerEvent, useRef } from 'react'

interface Props {
  label: string
  /** The id of the pane that it sizes. */
  controls: string
  /** Which side of it that pane lies on. */
  pane: 'start' | 'end'
  size: number
  min: number
  max: number
  normal: number
  onResize(size: number): void
}

const step = 16

/** At the edge of a pane, and inside it. Sizes it: by dragging, by the arrow keys, Home and End, and back to normal by a double click or Enter. */
export function Separator({ label, controls, pane, size, min, max, normal, onResize }: Props) {
  const drag = useRef<{ x: number; size: number } | null>(null)
  const clamp = (value: number) => Math.round(Math.min(max, Math.max(min, value)))

  /** 1 where moving right makes the pane wider. */
  const directionOf = (element: Element) => {
    const isRtl = getComputedStyle(element).direction === 'rtl'
    return (pane === 'start') === isRtl ? -1 : 1
  }

  function press(event: PointerEvent<HTMLElement>) {
    if (event.button !== 0) return
    event.currentTarget.setPointerCapture(event.pointerId)
    drag.current = { x: event.clientX, size }
  }
  function move(event: PointerEvent<HTMLElement>) {
    if (!drag.current) return
    onResize(clamp(drag.current.size + (event.clientX - drag.current.x) * directionOf(event.currentTarget)))
  }
  function resizeByKey(event: KeyboardEvent<HTMLElement>) {
    const by = directionOf(event.currentTarget) * step
    const sizes: Record<string, number> = {
      ArrowRight: size + by,
      ArrowLeft: size - by,
      Home: min,
      End: max,
      Enter: normal,
    }
    const next = sizes[event.key]
    if (next === undefined) return
    event.preventDefault()
    onResize(clamp(next))
  }

  return (
    // biome-ignore lint/a11y/useSemanticElements: a rule cannot be moved
    <div
      role="separator"
      aria-orientation="vertical"
      aria-label={label}
      aria-controls={controls}
      aria-valuenow={size}
      aria-valuemin={min}
      aria-valuemax={max}
      tabIndex={0}
      onPointerDown={press}
      onPointerMove={move}
      onPointerUp={() => {
        drag.current = null
      }}
      onDoubleClick={() => onResize(normal)}
      onKeyDown={resizeByKey}
      className={`group absolute inset-y-0 z-10 w-2.25 cursor-col-resize touch-none outline-none ${pane === 'start' ? '-end-1.25' : '-start-1.25'}`}
    >
      <span className="absolute inset-y-0 start-1 w-px bg-line transition-colors group-hover:bg-line-strong group-focus-visible:-ms-px group-focus-visible:w-0.75 group-focus-visible:bg-focus group-active:bg-accent" />
    </div>
  )
}
