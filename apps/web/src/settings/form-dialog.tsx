import type { ReactNode } from 'react'
import { t } from '../i18n/t.ts'
import { Problem } from '../session/front-page.tsx'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import type { Form } from './use-form.ts'

interface Props {
  title: string
  description?: string | undefined
  form: Form
  submit: string
  look?: 'primary' | 'danger'
  onClose(): void
  children: ReactNode
}

/** A form in a dialog whose answer has to be seen: until it comes, the dialog does not close. */
export function FormDialog({ title, description, form, submit, look = 'primary', onClose, children }: Props) {
  const { ref, onSubmit, onInput, isBusy, isLocked, problem } = form
  return (
    <Dialog title={title} {...(description && { description })} isBusy={isBusy} onClose={onClose}>
      <form ref={ref} onSubmit={onSubmit} onInput={onInput} className="grid gap-4 px-5 pt-1 pb-5">
        {children}
        {problem && <Problem>{problem}</Problem>}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose} disabled={isBusy}>
            {t('forms.cancel')}
          </Button>
          <Button type="submit" look={look} isBusy={isBusy} disabled={isLocked}>
            {submit}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
