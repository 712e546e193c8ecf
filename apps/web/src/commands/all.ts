import { listCommands } from '../list/commands.ts'
import { panelCommands } from '../panel/commands.ts'
import { searchCommands } from '../search/commands.ts'
import { shellCommands } from '../shell/commands.ts'
import { threadCommands } from '../thread/commands.ts'
import type { Command } from './command.ts'

const every = [...shellCommands, ...listCommands, ...searchCommands, ...threadCommands, ...panelCommands] as const
export type CommandId = (typeof every)[number]['id']

export const commands: readonly (Command & { readonly id: CommandId })[] = every

export function commandOf(id: CommandId): Command & { readonly id: CommandId } {
  return commands.find((command) => command.id === id)!
}
