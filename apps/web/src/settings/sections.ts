import type { Permission } from '@switchboard/protocol'
import { Keyboard, type LucideIcon, Palette } from 'lucide-react'
import { type ComponentType, lazy } from 'react'
import type { PlainKey } from '../i18n/t.ts'

/** A page of the settings. Each is loaded when it is opened; who lacks the permission does not see it. */
export interface SettingsSection {
  readonly id: string
  readonly label: PlainKey
  readonly icon: LucideIcon
  readonly permission?: Permission
  readonly Page: ComponentType
}

export const settingsSections: readonly SettingsSection[] = [
  {
    id: 'appearance',
    label: 'settings.appearance',
    icon: Palette,
    Page: lazy(async () => ({ default: (await import('./appearance-section.tsx')).AppearanceSection })),
  },
  {
    id: 'keys',
    label: 'settings.keys',
    icon: Keyboard,
    Page: lazy(async () => ({ default: (await import('./keys-section.tsx')).KeysSection })),
  },
]
