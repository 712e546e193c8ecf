import { t } from '../../i18n/t.ts'
import { Problem } from '../../session/front-page.tsx'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Field, PasswordInput } from '../../ui/field.tsx'
import { useForm } from '../use-form.ts'

interface Props {
  title: string
  lead?: string
  confirm: string
  look?: 'primary' | 'danger'
  onPassword(password: string): Promise<unknown>
  onClose(): void
}

/** What changes how somebody gets in is done by whoever knows the password, not by whoever sits at the computer. */
export function PasswordDialog({ title, lead, confirm, look = 'primary', onPassword, onClose }: Props) {
  const form = useForm(({ password }) => onPassword(password!), {
    wrong_credentials: { field: 'password', text: 'security.wrong_password' },
  })
  return (
    <Dialog title={title} {...(lead && { description: lead })} isBusy={form.isBusy} onClose={onClose}>
      <form ref={form.ref} onSubmit={form.onSubmit} onInput={form.onInput} className="grid gap-4 px-5 pt-1 pb-5">
        <Field
          label={t('security.your_password')}
          hint={t('security.your_password_hint')}
          error={form.errorOf('password')}
        >
          <PasswordInput name="password" autoComplete="current-password" required maxLength={128} autoFocus />
        </Field>
        {form.problem && <Problem>{form.problem}</Problem>}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose} disabled={form.isBusy}>
            {t('forms.cancel')}
          </Button>
          <Button type="submit" look={look} isBusy={form.isBusy} disabled={form.isLocked}>
            {confirm}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
