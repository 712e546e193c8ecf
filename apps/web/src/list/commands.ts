import { ArrowDown, ArrowUp } from 'lucide-react'
import type { Command } from '../commands/command.ts'

export const listCommands = [
  {
    id: 'list.next',
    group: 'conversation',
    label: 'commands.next_conversation',
    icon: ArrowDown,
    keys: ['j'],
    repeats: true,
  },
  {
    id: 'list.previous',
    group: 'conversation',
    label: 'commands.previous_conversation',
    icon: ArrowUp,
    keys: ['k'],
    repeats: true,
  },
] as const satisfies readonly Command[]
