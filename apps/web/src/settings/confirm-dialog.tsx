import { type ReactNode, useState } from 'react'
import { t } from '../i18n/t.ts'
import { Problem } from '../session/front-page.tsx'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Field, Input } from '../ui/field.tsx'
import { toast } from '../ui/toast.ts'
import { useIsHere } from '../ui/use-is-here.ts'
import { explainRefusal } from './explain-refusal.ts'

interface Props {
  title: string
  text: ReactNode
  confirm: string
  /** What has to be typed first, where the step is a large one. */
  typed?: string
  children?: ReactNode
  onConfirm(): Promise<unknown>
  onClose(): void
}

/** Asks before what cannot be taken back with one click. It stays open until it is done, and says what went wrong. */
export function ConfirmDialog({ title, text, confirm, typed, children, onConfirm, onClose }: Props) {
  const [isBusy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const [given, setGiven] = useState('')
  const isHere = useIsHere()
  const isReady = typed === undefined || given.trim() === typed.trim()

  async function run() {
    setBusy(true)
    setError(null)
    try {
      await onConfirm()
      if (isHere()) onClose() // or what was opened meanwhile would close
    } catch (problem) {
      if (!isHere()) toast(explainRefusal(problem), { look: 'bad' })
      setError(problem)
      setBusy(false)
    }
  }

  return (
    <Dialog title={title} onClose={onClose}>
      <form
        className="grid gap-4 px-5 pb-5"
        onSubmit={(event) => {
          event.preventDefault()
          if (isReady && !isBusy) void run()
        }}
      >
        <div className="text-muted">{text}</div>
        {children}
        {typed !== undefined && (
          <Field label={t('forms.type_to_confirm', { text: typed })}>
            <Input value={given} onChange={(event) => setGiven(event.target.value)} autoComplete="off" dir="auto" />
          </Field>
        )}
        {error !== null && <Problem>{explainRefusal(error)}</Problem>}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t('forms.cancel')}</Button>
          <Button type="submit" look="danger" isBusy={isBusy} disabled={!isReady}>
            {confirm}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
