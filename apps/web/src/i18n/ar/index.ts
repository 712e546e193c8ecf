import type { English } from '../en/index.ts'
import type { Translation } from '../leaf.ts'
import { auth, setup } from './auth.ts'
import { common, errors, message_status, message_types, reply_policy, roles } from './common.ts'
import { bulk, filters, list, pick, saved_views, search, views } from './list.ts'
import { notices, offline } from './live.ts'
import { panel } from './panel.ts'
import { sandbox } from './sandbox.ts'
import { keys, settings } from './settings.ts'
import { settingsPages } from './settings-pages.ts'
import { appearance, command_groups, commands, connection, palette, rail, regions, strips } from './shell.ts'
import { thread } from './thread.ts'

export const arabic = {
  appearance,
  auth,
  bulk,
  command_groups,
  commands,
  common,
  connection,
  errors,
  filters,
  keys,
  list,
  message_status,
  message_types,
  notices,
  offline,
  palette,
  panel,
  pick,
  rail,
  regions,
  reply_policy,
  roles,
  sandbox,
  saved_views,
  search,
  settings,
  ...settingsPages,
  setup,
  strips,
  thread,
  views,
} satisfies Translation<English>
