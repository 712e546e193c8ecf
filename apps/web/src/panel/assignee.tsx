import type { ConversationView, MemberView } from '@switchboard/protocol'
import { ChevronsUpDown, UserRound } from 'lucide-react'
import { t } from '../i18n/t.ts'
import { useClient } from '../live/client-context.tsx'
import { useInbox } from '../live/use-inbox.ts'
import { explain } from '../session/explain.ts'
import { useMay, useMe } from '../session/use-me.ts'
import { Avatar } from '../ui/avatar.tsx'
import { classes } from '../ui/classes.ts'
import { Menu, MenuRadioGroup } from '../ui/menu.tsx'
import { toast } from '../ui/toast.ts'
import { usePending } from './use-pending.ts'
import { assignConversation } from './writes.ts'

const nobody = 'nobody'

/** Who cares for this conversation. */
export function Assignee({ conversation: { id, assignee_id } }: { conversation: ConversationView }) {
  const client = useClient()
  const me = useMe()
  const mayChange = useMay('inbox.reply')
  const members = useInbox((state) => state.members)
  const assigned = usePending(assignee_id)
  const current = assigned.value === null ? null : (members.get(assigned.value) ?? null)
  const options = [...members.values()]
    .filter((member) => !member.is_disabled && member.permissions.includes('inbox.view'))
    .toSorted((a, b) => Number(b.id === me.id) - Number(a.id === me.id) || wordsOf(a).localeCompare(wordsOf(b)))

  function choose(value: string) {
    const next = value === nobody ? null : value
    if (next === assigned.value) return
    assigned
      .run(
        () => next,
        () => assignConversation(client, id, next),
      )
      .catch((error: unknown) => toast(explain(error), { look: 'bad' }))
  }

  const name = current ? wordsOf(current) : t(assigned.value === null ? 'panel.nobody' : 'panel.former_member')
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
              aria-label={`${t('panel.assignee')}: ${name}`}
              className={classes(
                '-mx-1.5 flex min-h-8 items-center gap-2 rounded-md px-1.5 text-start transition-colors hover:bg-hover aria-expanded:bg-hover',
                assigned.isPending && 'opacity-60',
              )}
            >
              {face}
              <bdi className={classes('min-w-0 flex-1 truncate', !current && 'text-muted')}>{name}</bdi>
              <ChevronsUpDown size={14} aria-hidden="true" className="shrink-0 text-muted" />
            </button>
          )}
        >
          <MenuRadioGroup
            label={t('panel.assignee')}
            value={assigned.value ?? nobody}
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
