import type { NewInvitation, Role } from '@switchboard/protocol'
import { useState } from 'react'
import { t } from '../../i18n/t.ts'
import { useClient } from '../../live/client-context.tsx'
import { useMe } from '../../session/use-me.ts'
import { Field, Input } from '../../ui/field.tsx'
import { RadioCards } from '../../ui/radio-cards.tsx'
import { CopyValue } from '../copy-value.tsx'
import { FormDialog } from '../form-dialog.tsx'
import { OnceDialog } from '../once-dialog.tsx'
import { useForm } from '../use-form.ts'
import { rolesGivenBy } from './roles.ts'

export function InviteDialog({ onClose }: { onClose(): void }) {
  const [made, setMade] = useState<NewInvitation | null>(null)
  if (made) return <LinkDialog invitation={made} onClose={onClose} />
  return <InviteForm onMade={setMade} onClose={onClose} />
}

function InviteForm({ onMade, onClose }: { onMade(invitation: NewInvitation): void; onClose(): void }) {
  const { requests } = useClient()
  const me = useMe()
  const [role, setRole] = useState<Role>('agent')
  const form = useForm(async ({ email }) =>
    onMade(await requests.invitations.create({ role, ...(email && { email: email.trim() }) })),
  )
  return (
    <FormDialog title={t('team.invite_title')} form={form} submit={t('team.make_link')} onClose={onClose}>
      <RadioCards
        label={t('team.invite_role')}
        value={role}
        onChange={(value) => setRole(value)}
        columns=""
        options={rolesGivenBy(me.role).map((value) => ({
          value,
          label: t(`roles.${value}`),
          hint: t(`role_hints.${value}`),
        }))}
      />
      <Field label={t('team.invite_email')} hint={t('team.invite_email_hint')} error={form.errorOf('email')}>
        <Input name="email" type="email" autoComplete="off" maxLength={200} />
      </Field>
    </FormDialog>
  )
}

/** The only place where the link is ever shown: it is not closed by a click beside it. */
function LinkDialog({ invitation: { url, email, role }, onClose }: { invitation: NewInvitation; onClose(): void }) {
  return (
    <OnceDialog title={t('team.link_ready')} lead={t('team.link_once')} done={t('forms.done')} onDone={onClose}>
      <div className="grid gap-2">
        <p className="text-muted">
          <bdi>{email ?? t('team.anybody')}</bdi> · {t(`roles.${role}`)}
        </p>
        <CopyValue value={url} label={t('team.link')} />
      </div>
    </OnceDialog>
  )
}
