import type { MemberView, Role } from '@switchboard/protocol'
import { Ban, ChevronDown, Ellipsis, RotateCcw, UserRoundX } from 'lucide-react'
import { useState } from 'react'
import { t } from '../../i18n/t.ts'
import { useClient } from '../../live/client-context.tsx'
import { useMe } from '../../session/use-me.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { Badge } from '../../ui/badge.tsx'
import { classes } from '../../ui/classes.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { Menu, MenuItem, MenuRadioGroup } from '../../ui/menu.tsx'
import { toast } from '../../ui/toast.ts'
import { ConfirmDialog } from '../confirm-dialog.tsx'
import { explainRefusal } from '../explain-refusal.ts'
import { RemoveMember } from './remove-member.tsx'
import { rolesGivenBy } from './roles.ts'
import { nameOf } from './sort-members.ts'

type Layer = { is: 'own_role'; role: Role } | { is: 'disable' } | { is: 'remove' } | null

/** A change shows when its event is here: for everybody at the same moment, this page included. */
export function MemberRow({ member, mayChange }: { member: MemberView; mayChange: boolean }) {
  const me = useMe()
  const { requests } = useClient()
  const [layer, setLayer] = useState<Layer>(null)
  const isMe = member.id === me.id
  const name = nameOf(member) || t('team.no_name')
  // Nobody touches an owner but an owner; the server says the same.
  const mayTouch = mayChange && (member.role !== 'owner' || me.role === 'owner')
  const close = () => setLayer(null)

  async function change(body: { role?: Role; is_disabled?: boolean }, done: string, undo: typeof body) {
    try {
      await requests.members.change(member.id, body)
    } catch (error) {
      toast(explainRefusal(error), { look: 'bad' })
      return
    }
    toast(done, { action: { label: t('common.undo'), run: () => void put(undo) } })
  }
  const put = (body: { role?: Role; is_disabled?: boolean }) =>
    requests.members.change(member.id, body).catch((error: unknown) => toast(explainRefusal(error), { look: 'bad' }))

  function chooseRole(role: Role) {
    if (role === member.role) return
    if (isMe) return setLayer({ is: 'own_role', role })
    const done = t('team.role_changed', { name, role: t(`roles.${role}`) })
    void change({ role }, done, { role: member.role })
  }

  return (
    <li className="flex min-h-14 items-center gap-3 py-2 ps-3.5 pe-2">
      <span className={classes('flex shrink-0', member.is_disabled && 'opacity-50')}>
        <Avatar id={member.id} name={name} src={member.avatar_url} size={32} />
      </span>
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-0.5">
          <bdi className="truncate font-medium">{name}</bdi>
          {isMe && <Badge look="accent">{t('team.you')}</Badge>}
          {member.is_disabled && <Badge look="warn">{t('team.disabled')}</Badge>}
        </p>
        {member.email && (
          <p className="truncate text-sm text-muted">
            <bdi dir="ltr">{member.email}</bdi>
          </p>
        )}
      </div>
      {mayTouch ? (
        <>
          <Menu
            label={t('team.role_of', { name })}
            align="end"
            trigger={(props) => (
              <button
                type="button"
                {...props}
                aria-label={`${t('team.role_of', { name })}: ${t(`roles.${member.role}`)}`}
                className="flex h-8 items-center gap-1.5 rounded-md px-2 text-muted hover:bg-hover hover:text-text aria-expanded:bg-hover"
              >
                {t(`roles.${member.role}`)}
                <ChevronDown size={14} aria-hidden="true" />
              </button>
            )}
          >
            <MenuRadioGroup
              label={t('team.change_role')}
              value={member.role}
              onChange={chooseRole}
              options={rolesGivenBy(me.role).map((role) => ({ value: role, label: t(`roles.${role}`) }))}
            />
          </Menu>
          <Menu
            label={t('team.menu', { name })}
            align="end"
            trigger={(props) => (
              <IconButton icon={Ellipsis} label={t('team.menu', { name })} {...props} disabled={isMe} />
            )}
          >
            {member.is_disabled ? (
              <MenuItem
                icon={RotateCcw}
                onSelect={() =>
                  void change({ is_disabled: false }, t('team.enabled_done', { name }), { is_disabled: true })
                }
              >
                {t('team.enable')}
              </MenuItem>
            ) : (
              <MenuItem icon={Ban} onSelect={() => setLayer({ is: 'disable' })}>
                {t('team.disable')}
              </MenuItem>
            )}
            <MenuItem icon={UserRoundX} isDanger onSelect={() => setLayer({ is: 'remove' })}>
              {t('team.remove')}
            </MenuItem>
          </Menu>
        </>
      ) : (
        <span className="px-2 text-muted">{t(`roles.${member.role}`)}</span>
      )}
      {layer?.is === 'own_role' && (
        <ConfirmDialog
          title={t('team.own_role')}
          text={t('team.own_role_lead', { role: t(`roles.${layer.role}`), before: t(`roles.${member.role}`) })}
          confirm={t('team.change_role')}
          onConfirm={() => requests.members.change(member.id, { role: layer.role })}
          onClose={close}
        />
      )}
      {layer?.is === 'disable' && (
        <ConfirmDialog
          title={t('team.disable_title', { name })}
          text={t('team.disable_lead')}
          confirm={t('team.disable')}
          onConfirm={async () => {
            await requests.members.change(member.id, { is_disabled: true })
            const run = () => void put({ is_disabled: false })
            toast(t('team.disabled_done', { name }), { action: { label: t('common.undo'), run } })
          }}
          onClose={close}
        />
      )}
      {layer?.is === 'remove' && <RemoveMember member={member} onClose={close} />}
    </li>
  )
}
