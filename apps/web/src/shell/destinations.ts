import { FlaskConical, Inbox, type LucideIcon, Settings } from 'lucide-react'
import type { CommandId } from '../commands/all.ts'
import type { PlainKey } from '../i18n/t.ts'

interface Destination {
  readonly to: '/inbox' | '/settings' | '/sandbox'
  readonly label: PlainKey
  readonly icon: LucideIcon
  readonly command: CommandId
  readonly onlyInSandbox?: boolean
}

/** Where the rail and the bottom bar lead. */
export const destinations: readonly Destination[] = [
  { to: '/inbox', label: 'rail.inbox', icon: Inbox, command: 'go.inbox' },
  { to: '/sandbox', label: 'rail.sandbox', icon: FlaskConical, command: 'go.sandbox', onlyInSandbox: true },
  { to: '/settings', label: 'rail.settings', icon: Settings, command: 'go.settings' },
]
