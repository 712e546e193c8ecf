import { ArrowDown, ArrowUp, CheckCheck, CircleDot, SquareCheck, Tag, UserCheck, UserPlus, X } from 'lucide-react'
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
  { id: 'list.select', group: 'conversation', label: 'list.command_select', icon: SquareCheck, keys: ['x'] },
  { id: 'list.unselect', group: 'conversation', label: 'list.command_unselect', icon: X, keys: ['escape'] },
  {
    id: 'list.read',
    group: 'conversation',
    label: 'list.mark_read',
    icon: CheckCheck,
    permission: 'inbox.reply',
    keys: ['shift+i'],
  },
  {
    id: 'list.unread',
    group: 'conversation',
    label: 'list.mark_unread',
    icon: CircleDot,
    permission: 'inbox.reply',
    keys: ['shift+u'],
  },
  {
    id: 'list.assign_me',
    group: 'conversation',
    label: 'list.assign_me',
    icon: UserCheck,
    permission: 'inbox.reply',
    keys: ['i'],
  },
  {
    id: 'list.assign',
    group: 'conversation',
    label: 'list.assign',
    icon: UserPlus,
    permission: 'inbox.reply',
    keys: ['a'],
  },
  {
    id: 'list.label',
    group: 'conversation',
    label: 'list.label',
    icon: Tag,
    permission: 'inbox.reply',
    keys: ['l'],
  },
] as const satisfies readonly Command[]
