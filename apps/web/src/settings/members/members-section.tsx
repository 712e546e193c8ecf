import { useEffect, useRef } from 'react'
import { t } from '../../i18n/t.ts'
import { useInbox } from '../../live/use-inbox.ts'
import { useMay } from '../../session/use-me.ts'
import { Block } from '../block.tsx'
import { OnlyLook } from '../loaded.tsx'
import { InvitationsBlock } from './invitations-block.tsx'
import { MemberRow } from './member-row.tsx'
import { RolesTable } from './roles-table.tsx'
import { sortMembers } from './sort-members.ts'

/** Who belongs to the workspace, what they may do, and who is invited. Members are live. */
export function MembersSection({ item }: { item: string | undefined }) {
  const all = useInbox((state) => state.members)
  const mayChange = useMay('members.manage')
  const members = sortMembers([...all.values()].filter(({ is_removed }) => !is_removed))
  const roles = useRef<HTMLElement>(null)

  useEffect(() => {
    if (item === 'roles') roles.current?.scrollIntoView()
  }, [item])

  return (
    <div>
      <Block title={t('team.members', { count: members.length })}>
        {!mayChange && <OnlyLook />}
        <ul aria-label={t('nav.members')} className="lines rounded-lg border border-line">
          {members.map((member) => (
            <MemberRow key={member.id} member={member} mayChange={mayChange} />
          ))}
        </ul>
      </Block>
      {mayChange && <InvitationsBlock />}
      <Block ref={roles} title={t('team.roles')} lead={t('team.roles_lead')}>
        <RolesTable />
      </Block>
    </div>
  )
}
