import type { ConversationView } from '@switchboard/protocol'
import { Avatar } from '../ui/avatar.tsx'
import { nameOf } from './contact-name.ts'
import { PlatformMark } from './platform-mark.tsx'

interface Props {
  conversation: Pick<ConversationView, 'id' | 'contact' | 'platform'>
  size?: number
}

export function PlatformAvatar({ conversation: { id, contact, platform }, size = 36 }: Props) {
  return (
    <Avatar
      id={contact?.id ?? id}
      name={nameOf({ contact })}
      src={contact?.avatar_url}
      size={size}
      badge={<PlatformMark platform={platform} size={Math.max(14, Math.round(size * 0.44))} />}
    />
  )
}
