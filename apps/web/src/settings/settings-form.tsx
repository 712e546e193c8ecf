import { Check } from 'lucide-react'
import type { ReactNode } from 'react'
import { t } from '../i18n/t.ts'
import { Problem } from '../session/front-page.tsx'
import { Button } from '../ui/button.tsx'
import { UnsavedGuard } from './unsaved-guard.tsx'
import type { Form } from './use-form.ts'

interface Props {
  form: Form
  submit?: string
  look?: 'primary' | 'danger' | 'secondary'
  /** Beside the button. */
  more?: ReactNode
  children: ReactNode
}

/** A form whose button waits until there is something to save, and which is not left by accident. */
export function SettingsForm({ form, submit = t('forms.save'), look = 'primary', more, children }: Props) {
  const { ref, onSubmit, onInput, isBusy, isDirty, isSaved, isLocked, problem } = form
  return (
    <form ref={ref} onSubmit={onSubmit} onInput={onInput} className="grid max-w-110 gap-4">
      {children}
      {problem && <Problem>{problem}</Problem>}
      <div className="flex flex-wrap items-center gap-3">
        <Button type="submit" look={look} isBusy={isBusy} disabled={!isDirty || isLocked}>
          {submit}
        </Button>
        {more}
        <span role="status" className="flex items-center gap-1.5 text-sm text-good">
          {isSaved && !isDirty && (
            <>
              <Check size={15} aria-hidden="true" />
              {t('forms.saved')}
            </>
          )}
        </span>
      </div>
      <UnsavedGuard isDirty={isDirty} />
    </form>
  )
}
