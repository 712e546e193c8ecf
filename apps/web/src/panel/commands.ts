import { PanelRight } from 'lucide-react'
import type { Command } from '../commands/command.ts'

export const panelCommands = [
  { id: 'panel.toggle', group: 'view', label: 'commands.toggle_panel', icon: PanelRight, keys: ['p'] },
] as const satisfies readonly Command[]
