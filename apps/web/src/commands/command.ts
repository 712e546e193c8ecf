import type { Permission } from '@switchboard/protocol'
import type { LucideIcon } from 'lucide-react'
import type { PlainKey } from '../i18n/t.ts'

/** In the order in which they are listed: what is at hand first. */
export const commandGroups = ['conversation', 'go', 'view', 'help'] as const
export type CommandGroup = (typeof commandGroups)[number]

/**
 * Something a person can do, and everything that the palette, menus, tooltips, the sheet of keys and the settings say of
 * it. What it does is added by the component that can do it, while it is on the screen: `useCommand`.
 */
export interface Command {
  readonly id: string
  readonly group: CommandGroup
  readonly label: PlainKey
  readonly icon: LucideIcon
  readonly permission?: Permission
  /** `j`, `?`, `mod+k` (Ctrl or ⌘), `shift+f6`, `g i` (one after the other). Never Alt: that is how letters are typed. */
  readonly keys?: readonly string[]
  /** A key that is held down repeats it. */
  readonly repeats?: boolean
  /** Works while something is typed, too: for keys that type nothing. */
  readonly worksInFields?: boolean
  /** Has no place in a list of things to do. */
  readonly isHidden?: boolean
}
