import type { NewInvitation } from '@switchboard/protocol'
import { createClient } from '@switchboard/sdk'
import { Check, Copy } from 'lucide-react'
import { useRef, useState } from 'react'
import { t } from '../../i18n/t.ts'
import { Button } from '../../ui/button.tsx'
import { Field, Input, Select } from '../../ui/field.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { stillHolds } from '../fields-of.ts'
import { Problem } from '../front-page.tsx'
import { useAttempt } from '../use-attempt.ts'

const roles = ['agent', 'moderator', 'admin'] as const

/** Nobody is written to: the link is handed over by whoever invites. */
export function InviteStep({ onDone }: { onDone(): void }) {
  const [client] = useState(() => createClient({ url: location.origin }))
  const [made, setMade] = useState<readonly NewInvitation[]>([])
  const form = useRef<HTMLFormElement>(null)
  const attempt = useAttempt(async (fields) => {
    const { email, role } = fields
    const invitation = await client.requests.invitations.create({
      role: role as NewInvitation['role'],
      ...(email && { email }),
    })
    setMade((before) => [...before, invitation])
    if (form.current && stillHolds(form.current, fields)) form.current.reset() // the next one may be typed already
  })
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <form ref={form} onSubmit={attempt.onSubmit} className="grid gap-4">
        <Field label={t('auth.email')} hint={t('setup.invite_email_hint')}>
          <Input name="email" type="email" autoComplete="off" maxLength={200} autoFocus />
        </Field>
        <div className="flex items-end gap-2">
          <Field label={t('setup.role')} className="flex-1">
            <Select name="role" defaultValue="agent">
              {roles.map((role) => (
                <option key={role} value={role}>
                  {t(`roles.${role}`)}
                </option>
              ))}
            </Select>
          </Field>
          <Button type="submit" className="h-9" isBusy={attempt.isBusy} disabled={attempt.isLocked}>
            {t('setup.make_link')}
          </Button>
        </div>
        {attempt.problem && <Problem>{attempt.problem}</Problem>}
      </form>
      {made.length > 0 && (
        <ul className="grid grid-cols-[minmax(0,1fr)] gap-2" aria-label={t('setup.links')}>
          {made.map((invitation) => (
            <InvitationLink key={invitation.id} invitation={invitation} />
          ))}
        </ul>
      )}
      <Button look="primary" size="lg" onClick={onDone}>
        {t('setup.open_inbox')}
      </Button>
    </div>
  )
}

function InvitationLink({ invitation: { url, email, role } }: { invitation: NewInvitation }) {
  const [isCopied, setCopied] = useState(false)
  // Where the clipboard is not allowed, the link stands there to be selected.
  const copy = () =>
    void navigator.clipboard?.writeText(url).then(
      () => setCopied(true),
      () => {},
    )
  return (
    <li className="flex items-center gap-2 rounded-md border border-line bg-surface ps-3">
      <span className="min-w-0 flex-1 py-2">
        <span className="block truncate font-medium">{email ?? t(`roles.${role}`)}</span>
        <span className="block truncate text-sm text-muted select-all" dir="ltr">
          {url}
        </span>
      </span>
      <IconButton
        icon={isCopied ? Check : Copy}
        label={t(isCopied ? 'common.copied' : 'common.copy_link')}
        onClick={copy}
        className="me-1"
      />
    </li>
  )
}
