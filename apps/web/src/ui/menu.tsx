import { Check, type LucideIcon } from 'lucide-react'
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef } from 'react'
import { Kbd } from './kbd.tsx'
import { useLayer } from './layer.ts'
import type { Align, Side } from './place.ts'

interface TriggerProps {
  ref: React.RefObject<HTMLButtonElement | null>
  popoverTarget: string
  'aria-expanded': boolean
  'aria-haspopup': 'menu'
}

interface MenuProps {
  label: string
  side?: Side
  align?: Align
  trigger(props: TriggerProps): ReactNode
  children: ReactNode
}

/** Arrows, Home, End and first letters move; Enter and Space choose; Tab and Escape leave. */
export function Menu({ label, side = 'bottom', align = 'start', trigger, children }: MenuProps) {
  const id = useId()
  const anchor = useRef<HTMLButtonElement>(null)
  const layer = useRef<HTMLDivElement>(null)
  const isOpen = useLayer(layer, anchor, { side, align })

  useEffect(() => {
    if (isOpen) itemsOf(layer.current!)[0]?.focus()
  }, [isOpen])

  return (
    <>
      {trigger({ ref: anchor, popoverTarget: id, 'aria-expanded': isOpen, 'aria-haspopup': 'menu' })}
      <div
        ref={layer}
        id={id}
        popover="auto"
        role="menu"
        tabIndex={-1}
        aria-label={label}
        onKeyDown={moveFocus}
        className="layer fixed max-h-[80dvh] min-w-48 overflow-y-auto rounded-lg border border-line bg-raised p-1 shadow-overlay"
      >
        {isOpen && children}
      </div>
    </>
  )
}

interface ItemProps {
  icon?: LucideIcon
  keys?: string | undefined
  isDanger?: boolean
  isDisabled?: boolean
  onSelect(): void
  children: ReactNode
}

export function MenuItem({ icon: Icon, keys, isDanger, isDisabled, onSelect, children }: ItemProps) {
  return (
    <button
      type="button"
      role="menuitem"
      tabIndex={-1}
      disabled={isDisabled}
      onClick={(event) => choose(event.currentTarget, onSelect)}
      onPointerMove={(event) => event.currentTarget.focus({ preventScroll: true })}
      className={`${itemClass} ${isDanger ? 'text-bad' : ''}`}
    >
      {Icon && <Icon size={16} strokeWidth={1.9} aria-hidden="true" className={isDanger ? '' : 'text-muted'} />}
      <span className="flex-1 text-start">{children}</span>
      {keys && <Kbd keys={keys} />}
    </button>
  )
}

interface RadioGroupProps<T extends string> {
  label: string
  value: T
  options: readonly { value: T; label: string; lang?: string }[]
  onChange(value: T): void
}

export function MenuRadioGroup<T extends string>({ label, value, options, onChange }: RadioGroupProps<T>) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset has no place in a menu
    <div role="group" aria-label={label}>
      <p aria-hidden="true" className="px-2 pt-1.5 pb-1 text-xs font-medium text-muted">
        {label}
      </p>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          role="menuitemradio"
          aria-checked={option.value === value}
          tabIndex={-1}
          lang={option.lang}
          onClick={(event) => choose(event.currentTarget, () => onChange(option.value))}
          onPointerMove={(event) => event.currentTarget.focus({ preventScroll: true })}
          className={itemClass}
        >
          <Check size={16} aria-hidden="true" className={option.value === value ? 'text-accent-text' : 'invisible'} />
          <span className="flex-1 text-start">{option.label}</span>
        </button>
      ))}
    </div>
  )
}

export function MenuSeparator() {
  return <hr className="-mx-1 my-1 border-line" />
}

const itemClass =
  'flex min-h-8 w-full items-center gap-2.5 rounded-md px-2 py-1 focus:bg-hover focus:outline-none focus-visible:outline-2 focus-visible:-outline-offset-2 focus-visible:outline-focus disabled:opacity-50'

/** First away with the menu, so that what is chosen may take the focus. */
function choose(item: HTMLElement, run: () => void): void {
  item.closest<HTMLElement>('[popover]')?.hidePopover()
  run()
}

function itemsOf(menu: HTMLElement): HTMLElement[] {
  return [...menu.querySelectorAll<HTMLElement>('[role^=menuitem]:not(:disabled)')]
}

function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const items = itemsOf(event.currentTarget)
  const at = items.indexOf(document.activeElement as HTMLElement)
  const next = nextItem(event.key, items, at)
  if (event.key === 'Tab') event.currentTarget.hidePopover()
  if (!next) return
  event.preventDefault()
  next.focus()
}

function nextItem(key: string, items: HTMLElement[], at: number): HTMLElement | undefined {
  switch (key) {
    case 'ArrowDown':
      return items[(at + 1) % items.length]
    case 'ArrowUp':
      return items.at(at - 1)
    case 'Home':
      return items[0]
    case 'End':
      return items.at(-1)
    default: {
      if (key.length !== 1 || key === ' ') return undefined
      const following = [...items.slice(at + 1), ...items.slice(0, at + 1)]
      return following.find((item) => item.textContent?.trim().toLowerCase().startsWith(key.toLowerCase()))
    }
  }
}
