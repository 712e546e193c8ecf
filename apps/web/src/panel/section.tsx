import { ChevronDown } from 'lucide-react'
import { type ReactNode, useId, useState } from 'react'
import { keep, keptJson } from '../app/kept.ts'
import { classes } from '../ui/classes.ts'

const key = 'switchboard.panel.closed'

interface Props {
  name: string
  title: string
  /** Beside the title, and still to be seen when it is closed. */
  mark?: ReactNode
  children: ReactNode
}

/** A part of the panel that can be closed, and stays so in this browser, for every contact. */
export function Section({ name, title, mark, children }: Props) {
  const id = useId()
  const [isOpen, setOpen] = useState(() => !closedSections().includes(name))

  function toggle() {
    const others = closedSections().filter((one) => one !== name)
    keep(key, JSON.stringify(isOpen ? [...others, name] : others))
    setOpen(!isOpen)
  }

  return (
    <section aria-labelledby={id} className="border-t border-line">
      <h3>
        <button
          type="button"
          id={id}
          aria-expanded={isOpen}
          onClick={toggle}
          className="flex min-h-10 w-full items-center gap-2 px-5 text-start font-medium transition-colors hover:bg-hover focus-visible:-outline-offset-2"
        >
          <ChevronDown
            size={14}
            aria-hidden="true"
            className={classes('shrink-0 text-muted transition-transform', !isOpen && '-rotate-90 rtl:rotate-90')}
          />
          <span className="flex-1">{title}</span>
          {mark}
        </button>
      </h3>
      {isOpen && <div className="px-5 pt-1 pb-4">{children}</div>}
    </section>
  )
}

function closedSections(): string[] {
  const kept = keptJson(key)
  return Array.isArray(kept) ? kept.filter((name) => typeof name === 'string') : []
}
