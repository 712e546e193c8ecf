import { Archive, ArrowDownToLine, ArrowLeft, Link2 } from 'lucide-react'
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
  { id: 'thread.copy_link', group: 'conversation', label: 'thread.copy_conversation_link', icon: Link2 },
  { id: 'thread.end', group: 'conversation', label: 'thread.jump_to_latest', icon: ArrowDownToLine, keys: ['end'] },
] as const satisfies readonly Command[]
