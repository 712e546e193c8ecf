import { t } from '../../i18n/t.ts'
import { Field, PasswordInput } from '../../ui/field.tsx'
import { FormDialog } from '../form-dialog.tsx'
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
    <FormDialog title={title} description={lead} form={form} submit={confirm} look={look} onClose={onClose}>
      <Field
        label={t('security.your_password')}
        hint={t('security.your_password_hint')}
        error={form.errorOf('password')}
      >
        <PasswordInput name="password" autoComplete="current-password" required maxLength={128} autoFocus />
      </Field>
    </FormDialog>
  )
}
