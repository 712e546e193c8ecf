import type { MemberView } from '@switchboard/protocol'
import type { Requests } from '@switchboard/sdk'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { t } from '../../i18n/t.ts'
import { useClient } from '../../live/client-context.tsx'
import { useInbox } from '../../live/use-inbox.ts'
import { Field, Select } from '../../ui/field.tsx'
import { toast } from '../../ui/toast.ts'
import { ConfirmDialog } from '../confirm-dialog.tsx'
import { nameOf, sortMembers } from './sort-members.ts'

/** With their name typed. What they work on is handed to somebody first, so that no customer waits for who is gone. */
export function RemoveMember({ member, onClose }: { member: MemberView; onClose(): void }) {
  const { requests } = useClient()
  const members = useInbox((state) => state.members)
  const [heir, setHeir] = useState('')
  const name = nameOf(member) || t('team.no_name')
  const work = useQuery({
    queryKey: ['open_work', member.id],
    queryFn: ({ signal }) => idsOfOpenWork(requests, member.id, signal),
    staleTime: 0,
  })
  const count = work.data?.length ?? 0
  const others = sortMembers([...members.values()]).filter(
    ({ id, is_disabled, is_removed, permissions }) =>
      id !== member.id && !is_disabled && !is_removed && permissions.includes('inbox.reply'),
  )

  async function remove() {
    // Asked again: more may have been assigned while the question stood here.
    const ids = await idsOfOpenWork(requests, member.id)
    for (let at = 0; at < ids.length; at += 100) {
      const conversation_ids = ids.slice(at, at + 100)
      await requests.conversations.change({ conversation_ids, change: { assignee_id: heir || null } })
    }
    await requests.members.remove(member.id)
    toast(t('team.removed', { name }))
  }

  return (
    <ConfirmDialog
      title={t('team.remove_title', { name })}
      text={t('team.remove_lead')}
      confirm={t('team.remove_button')}
      typed={name}
      onConfirm={remove}
      onClose={onClose}
    >
      {count > 0 && (
        <Field label={t('team.open_work_to')} hint={t('team.open_work', { count })}>
          <Select value={heir} onChange={(event) => setHeir(event.target.value)}>
            <option value="">{t('team.open_work_nobody')}</option>
            {others.map((other) => (
              <option key={other.id} value={other.id}>
                {nameOf(other)}
              </option>
            ))}
          </Select>
        </Field>
      )}
    </ConfirmDialog>
  )
}

async function idsOfOpenWork({ conversations }: Requests, memberId: string, signal?: AbortSignal): Promise<string[]> {
  const ids: string[] = []
  const query = { assignee_id: memberId, is_archived: false, limit: 100 }
  for await (const page of conversations.list.pages(query, signal && { signal })) {
    ids.push(...page.items.map(({ id }) => id))
  }
  return ids
}
