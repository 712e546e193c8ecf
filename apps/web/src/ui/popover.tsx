import { type ReactNode, useId, useRef } from 'react'
import { classes } from './classes.ts'
import { useLayer } from './layer.ts'
import type { Align, Side } from './place.ts'

interface TriggerProps {
  ref: React.RefObject<HTMLButtonElement | null>
  popoverTarget: string
  'aria-expanded': boolean
  'aria-haspopup': 'dialog'
}

interface Props {
  label: string
  side?: Side
  align?: Align
  className?: string
  trigger(props: TriggerProps): ReactNode
  children: ReactNode | ((close: () => void) => ReactNode)
}

/** Something small that belongs to a button and does not stop the rest of the page. Drawn only while it is open. */
export function Popover({ label, side = 'bottom', align = 'start', className, trigger, children }: Props) {
  const id = useId()
  const anchor = useRef<HTMLButtonElement>(null)
  const layer = useRef<HTMLDivElement>(null)
  const isOpen = useLayer(layer, anchor, { side, align })
  const close = () => layer.current?.hidePopover()
  return (
    <>
      {trigger({ ref: anchor, popoverTarget: id, 'aria-expanded': isOpen, 'aria-haspopup': 'dialog' })}
      <div
        ref={layer}
        id={id}
        popover="auto"
        role="dialog"
        aria-label={label}
        className={classes(
          'layer fixed max-w-[calc(100vw-16px)] rounded-lg border border-line bg-raised p-3 shadow-overlay',
          className,
        )}
      >
        {isOpen && (typeof children === 'function' ? children(close) : children)}
      </div>
    </>
  )
}
