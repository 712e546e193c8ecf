import type { ReactNode } from 'react'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'

interface Props {
  title: string
  lead: string
  /** What the one button says. */
  done: string
  onDone(): void
  children: ReactNode
}

/** For what is shown only once: it goes by its button alone, not by Escape or a click beside it. */
export function OnceDialog({ title, lead, done, onDone, children }: Props) {
  return (
    <Dialog
      title={title}
      isTitleHidden
      onClose={() => {}}
      footer={
        <Button look="primary" onClick={onDone} autoFocus>
          {done}
        </Button>
      }
    >
      <div className="grid gap-4 px-5 pt-4 pb-5">
        <div>
          <p aria-hidden="true" className="text-lg font-semibold">
            {title}
          </p>
          <p className="mt-0.5 text-muted">{lead}</p>
        </div>
        {children}
      </div>
    </Dialog>
  )
}
