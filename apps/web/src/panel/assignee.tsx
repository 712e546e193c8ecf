import type { ConversationView, MemberView } from '@switchboard/protocol'
import { ChevronsUpDown, UserRound } from 'lucide-react'
import { t } from '../i18n/t.ts'
import { useClient } from '../live/client-context.tsx'
import { assign } from '../live/conversation-actions.ts'
import { useInbox } from '../live/use-inbox.ts'
import { useMay, useMe } from '../session/use-me.ts'
import { Avatar } from '../ui/avatar.tsx'
import { classes } from '../ui/classes.ts'
import { Menu, MenuRadioGroup } from '../ui/menu.tsx'

const nobody = 'nobody'

/** Who cares for this conversation. */
export function Assignee({ conversation: { id, assignee_id } }: { conversation: ConversationView }) {
  const client = useClient()
  const me = useMe()
  const mayChange = useMay('inbox.reply')
  const members = useInbox((state) => state.members)
  const current = assignee_id === null ? null : (members.get(assignee_id) ?? null)
  const options = [...members.values()]
    .filter((member) => !member.is_disabled && member.permissions.includes('inbox.view'))
    .toSorted((a, b) => Number(b.id === me.id) - Number(a.id === me.id) || wordsOf(a).localeCompare(wordsOf(b)))

  function choose(value: string) {
    const next = value === nobody ? null : value
    if (next !== assignee_id) assign(client, id, next)
  }

  const name = current ? wordsOf(current) : t(assignee_id === null ? 'panel.nobody' : 'panel.former_member')
  const face = current ? (
    <Avatar id={current.id} name={name} src={current.avatar_url} size={20} />
  ) : (
    <UserRound size={16} aria-hidden="true" className="mx-0.5 shrink-0 text-muted" />
  )
  return (
    <div className="grid grid-cols-[6.5rem_minmax(0,1fr)] items-center gap-x-3">
      <span className="text-sm text-muted">{t('panel.assignee')}</span>
      {mayChange ? (
        <Menu
          label={t('panel.assignee')}
          trigger={(props) => (
            <button
              type="button"
              {...props}
              className="-mx-1.5 flex min-h-8 items-center gap-2 rounded-md px-1.5 text-start transition-colors hover:bg-hover aria-expanded:bg-hover"
            >
              {face}
              <span className="sr-only">{t('panel.assignee')}: </span>
              <bdi className={classes('min-w-0 flex-1 truncate', !current && 'text-muted')}>{name}</bdi>
              <ChevronsUpDown size={14} aria-hidden="true" className="shrink-0 text-muted" />
            </button>
          )}
        >
          <MenuRadioGroup
            label={t('panel.assignee')}
            value={assignee_id ?? nobody}
            onChange={choose}
            options={[
              { value: nobody, label: t('panel.nobody') },
              ...options.map((member) => ({
                value: member.id,
                label: member.id === me.id ? t('panel.me', { name: wordsOf(member) }) : wordsOf(member),
              })),
            ]}
          />
        </Menu>
      ) : (
        <p className="flex min-h-8 items-center gap-2">
          {face}
          <bdi className="truncate">{name}</bdi>
        </p>
      )}
    </div>
  )
}

function wordsOf({ name, email }: MemberView): string {
  return name ?? email ?? t('panel.former_member')
}
