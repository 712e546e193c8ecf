import { Search } from 'lucide-react'
import type { Command } from '../commands/command.ts'

export const searchCommands = [
  { id: 'search.open', group: 'go', label: 'search.label', icon: Search, keys: ['/'] },
] as const satisfies readonly Command[]
