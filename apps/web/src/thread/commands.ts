import { Archive, ArrowLeft } from 'lucide-react'
import type { Command } from '../commands/command.ts'

export const threadCommands = [
  { id: 'thread.close', group: 'conversation', label: 'commands.back_to_list', icon: ArrowLeft, keys: ['u'] },
  {
    id: 'thread.archive',
    group: 'conversation',
    label: 'commands.archive',
    icon: Archive,
    permission: 'inbox.reply',
    keys: ['e'],
  },
] as const satisfies readonly Command[]
