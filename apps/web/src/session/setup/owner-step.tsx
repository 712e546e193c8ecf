import type { FormEvent } from 'react'
import { t } from '../../i18n/t.ts'
import { Button } from '../../ui/button.tsx'
import { Field, Input, PasswordInput } from '../../ui/field.tsx'
import { fieldsOf } from '../fields-of.ts'
import type { SetupDraft } from './setup-draft.ts'

interface Props {
  draft: SetupDraft
  onDone(part: Partial<SetupDraft>): void
}

export function OwnerStep({ draft, onDone }: Props) {
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const { name = '', email = '', password = '' } = fieldsOf(event.currentTarget)
    onDone({ name: name.trim(), email: email.trim(), password })
  }
  return (
    <form onSubmit={submit} className="grid gap-4">
      <Field label={t('auth.name')}>
        <Input name="name" autoComplete="name" required maxLength={100} defaultValue={draft.name} autoFocus />
      </Field>
      <Field label={t('auth.email')}>
        <Input name="email" type="email" autoComplete="username" required maxLength={200} defaultValue={draft.email} />
      </Field>
      <Field label={t('auth.password')} hint={t('auth.password_rule')}>
        <PasswordInput
          name="password"
          autoComplete="new-password"
          required
          minLength={8}
          maxLength={128}
          defaultValue={draft.password}
        />
      </Field>
      <Button type="submit" look="primary" size="lg" className="mt-1">
        {t('common.continue')}
      </Button>
    </form>
  )
}
