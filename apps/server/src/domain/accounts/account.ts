import type { AccountDetails, AccountView, ProviderPlatform } from '@switchboard/protocol'
import type { Selectable } from 'kysely'
import type { AccountTable } from '../../db/schema.ts'

export type Account = Selectable<AccountTable>

/** The columns that a view is made of; whoever has them can make one. */
export type AccountFacts = Omit<
  Account,
  | 'credentials'
  | 'parent_external_id'
  | 'last_event_at'
  | 'last_synced_at'
  | 'calls_paused_at'
  | 'calls_paused_until'
  | 'removed_at'
>

export function accountView(account: AccountFacts): AccountView {
  return {
    id: account.id,
    workspace_id: account.workspace_id,
    platform: account.platform as ProviderPlatform,
    external_id: account.external_id,
    name: account.name,
    username: account.username,
    avatar_url: account.avatar_url,
    status: account.status as AccountView['status'],
    status_reason: account.status_reason,
    unread_conversations: account.unread_conversations,
    unread_messages: account.unread_messages,
    created_at: account.created_at.toISOString(),
    updated_at: account.updated_at.toISOString(),
  }
}

export function accountDetails(account: Account): AccountDetails {
  return {
    ...accountView(account),
    last_event_at: account.last_event_at?.toISOString() ?? null,
    last_synced_at: account.last_synced_at?.toISOString() ?? null,
  }
}
