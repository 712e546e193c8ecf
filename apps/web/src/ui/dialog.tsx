import { X } from 'lucide-react'
import { type ReactNode, useEffect, useId, useRef } from 'react'
import { t } from '../i18n/t.ts'
import { classes } from './classes.ts'
import { IconButton } from './icon-button.tsx'

interface Props {
  title: string
  description?: string
  /** Where the content has its own heading: the title is only read aloud. */
  isTitleHidden?: boolean
  footer?: ReactNode
  className?: string
  /** What it has begun ends in something that has to be seen here: it stays open until then. */
  isBusy?: boolean
  onClose(): void
  children: ReactNode
}

/**
 * Over everything, and nothing else can be reached until it is closed: by its button, Escape, or a click beside it.
 * It is open while it is drawn; the focus goes back to where it was.
 */
export function Dialog(props: Props) {
  const { title, description, isTitleHidden = false, footer, className, isBusy = false, onClose, children } = props
  const id = useId()
  const dialog = useRef<HTMLDialogElement>(null)
  const close = () => {
    if (!isBusy) onClose()
  }

  useEffect(() => {
    const element = dialog.current!
    const before = document.activeElement
    show(element)
    return () => {
      element.close()
      if (before instanceof HTMLElement && before.isConnected) before.focus()
    }
  }, [])

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a dialog by itself
    <dialog
      ref={dialog}
      tabIndex={-1}
      aria-labelledby={`${id}-title`}
      aria-describedby={description && `${id}-description`}
      onCancel={(event) => {
        event.preventDefault()
        close()
      }}
      onClose={({ currentTarget: element }) => {
        // By a second Escape, which browsers do not let a page refuse.
        if (element.open || !element.isConnected) return
        close()
        show(element)
      }}
      onClick={(event) => event.target === event.currentTarget && close()}
      className={classes(
        'layer m-auto outline-none max-h-[min(85dvh,48rem)] w-[min(32rem,calc(100vw-1.5rem))] overflow-hidden rounded-xl border border-line bg-raised shadow-overlay',
        className,
      )}
    >
      <div className="flex max-h-[inherit] flex-col">
        {isTitleHidden ? (
          <h2 id={`${id}-title`} className="sr-only">
            {title}
          </h2>
        ) : (
          <header className="flex items-start gap-3 px-5 pt-4 pb-2">
            <div className="min-w-0 flex-1">
              <h2 id={`${id}-title`} className="text-lg font-semibold">
                {title}
              </h2>
              {description && (
                <p id={`${id}-description`} className="mt-0.5 text-muted">
                  {description}
                </p>
              )}
            </div>
            <IconButton icon={X} label={t('common.close')} onClick={close} disabled={isBusy} className="-me-2" />
          </header>
        )}
        <div className="min-h-0 flex-1 overflow-y-auto">{children}</div>
        {footer && <footer className="flex justify-end gap-2 border-t border-line px-5 py-3">{footer}</footer>}
      </div>
    </dialog>
  )
}

function show(element: HTMLDialogElement): void {
  element.showModal()
  // The browser would take the first thing that can be focused, which is the button that closes it.
  ;(element.querySelector<HTMLElement>('input, textarea, select') ?? element).focus()
}
