import type { Permission } from '@switchboard/protocol'
import {
  Bell,
  Building2,
  Keyboard,
  type LucideIcon,
  Palette,
  PlugZap,
  ShieldCheck,
  Tags,
  UserRound,
  UsersRound,
  Webhook,
} from 'lucide-react'
import { type ComponentType, lazy } from 'react'
import type { PlainKey } from '../i18n/t.ts'

/** A page of the settings, loaded when it is opened. `item` is the rest of its address: what of it is open. */
export interface SettingsSection {
  readonly id: string
  readonly group: SettingsGroup
  readonly label: PlainKey
  readonly icon: LucideIcon
  /** Who lacks it is not led here, and told so on the page itself. */
  readonly permission?: Permission
  /** A list that needs more room than a form. */
  readonly isWide?: boolean
  readonly Page: ComponentType<{ item: string | undefined }>
}

export const settingsGroups = ['you', 'workspace_group', 'platforms'] as const
export type SettingsGroup = (typeof settingsGroups)[number]

export const settingsSections: readonly SettingsSection[] = [
  {
    id: 'profile',
    group: 'you',
    label: 'nav.profile',
    icon: UserRound,
    Page: lazy(async () => ({ default: (await import('./profile-section.tsx')).ProfileSection })),
  },
  {
    id: 'security',
    group: 'you',
    label: 'nav.security',
    icon: ShieldCheck,
    Page: lazy(async () => ({ default: (await import('./security/security-section.tsx')).SecuritySection })),
  },
  {
    id: 'appearance',
    group: 'you',
    label: 'settings.appearance',
    icon: Palette,
    Page: lazy(async () => ({ default: (await import('./appearance-section.tsx')).AppearanceSection })),
  },
  {
    id: 'notifications',
    group: 'you',
    label: 'nav.notifications',
    icon: Bell,
    Page: lazy(async () => ({
      default: (await import('./notifications/notifications-section.tsx')).NotificationsSection,
    })),
  },
  {
    id: 'keys',
    group: 'you',
    label: 'settings.keys',
    icon: Keyboard,
    Page: lazy(async () => ({ default: (await import('./keys-section.tsx')).KeysSection })),
  },
  {
    id: 'workspace',
    group: 'workspace_group',
    label: 'nav.workspace',
    icon: Building2,
    Page: lazy(async () => ({ default: (await import('./workspace-section.tsx')).WorkspaceSection })),
  },
  {
    id: 'members',
    group: 'workspace_group',
    label: 'nav.members',
    icon: UsersRound,
    Page: lazy(async () => ({ default: (await import('./members/members-section.tsx')).MembersSection })),
  },
  {
    id: 'labels',
    group: 'workspace_group',
    label: 'nav.labels',
    icon: Tags,
    permission: 'inbox.view',
    Page: lazy(async () => ({ default: (await import('./labels/labels-section.tsx')).LabelsSection })),
  },
  {
    id: 'accounts',
    group: 'platforms',
    label: 'nav.accounts',
    icon: PlugZap,
    permission: 'inbox.view',
    Page: lazy(async () => ({ default: (await import('./accounts/accounts-section.tsx')).AccountsSection })),
  },
  {
    id: 'events',
    group: 'platforms',
    label: 'nav.events',
    icon: Webhook,
    permission: 'accounts.manage',
    isWide: true,
    Page: lazy(async () => ({ default: (await import('./events/events-section.tsx')).EventsSection })),
  },
]
