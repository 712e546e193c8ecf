import { auth, setup } from './auth.ts'
import { common, errors, message_status, message_types, reply_policy, roles } from './common.ts'
import { bulk, filters, list, pick, saved_views, search, views } from './list.ts'
import { notices, offline } from './live.ts'
import { panel } from './panel.ts'
import { sandbox } from './sandbox.ts'
import { keys, settings } from './settings.ts'
import type { SettingsPages } from './settings-pages.ts'
import { appearance, command_groups, commands, connection, palette, rail, regions, strips } from './shell.ts'
import { thread } from './thread.ts'

/** Every text of the app. The other languages translate these keys; `t('list.unread', { count })` reads them. */
export const english = {
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
  setup,
  strips,
  thread,
  views,
} as const
/** With the texts of lazy screens, which bring them along (`learn`): what is not drawn first is not loaded first. */
export type English = typeof english & SettingsPages
