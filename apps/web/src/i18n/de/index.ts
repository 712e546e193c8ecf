import type { English } from '../en/index.ts'
import type { Translation } from '../leaf.ts'
import { auth, setup } from './auth.ts'
import { common, errors, message_status, message_types, reply_policy, roles } from './common.ts'
import { list, views } from './list.ts'
import { panel } from './panel.ts'
import { keys, sandbox, settings } from './settings.ts'
import { appearance, command_groups, commands, connection, palette, rail, regions, strips } from './shell.ts'
import { thread } from './thread.ts'

export const german = {
  appearance,
  auth,
  command_groups,
  commands,
  common,
  connection,
  errors,
  keys,
  list,
  message_status,
  message_types,
  palette,
  panel,
  rail,
  regions,
  reply_policy,
  roles,
  sandbox,
  settings,
  setup,
  strips,
  thread,
  views,
} satisfies Translation<English>
