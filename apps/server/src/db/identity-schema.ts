import type { ColumnType, Generated } from 'kysely'

/** The tables of migrations 0002 and 0011. better-auth writes `auth_*` too; see http/better-auth.ts. */
export interface IdentitySchema {
  auth_users: UserTable
  auth_sessions: SignInTable
  auth_credentials: CredentialTable
  invitations: InvitationTable
  realtime_tickets: TicketTable
  setup_codes: SetupCodeTable
}

type Timestamp = ColumnType<Date, Date | string, Date | string>
type GeneratedTime = ColumnType<Date, Date | string | undefined, Date | string>
type NullableTime = ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
type Nullable<T> = ColumnType<T | null, T | null | undefined, T | null>

export interface UserTable {
  id: string
  name: string
  email: string
  is_email_verified: Generated<boolean>
  is_two_factor_enabled: Generated<boolean>
  image_url: Nullable<string>
  created_at: GeneratedTime
  updated_at: GeneratedTime
}

export interface SignInTable {
  id: string
  user_id: string
  token: string
  expires_at: Timestamp
  ip_address: Nullable<string>
  user_agent: Nullable<string>
  created_at: GeneratedTime
  updated_at: GeneratedTime
}

export interface CredentialTable {
  id: string
  user_id: string
  provider: string
  provider_user_id: string
  password_hash: Nullable<string>
  created_at: GeneratedTime
  updated_at: GeneratedTime
}

export interface InvitationTable {
  id: string
  workspace_id: string
  token_hash: Buffer
  role: string
  email: Nullable<string>
  created_by_id: string
  created_at: GeneratedTime
  expires_at: Timestamp
  accepted_at: NullableTime
  accepted_by_id: Nullable<string>
  revoked_at: NullableTime
}

export interface TicketTable {
  hash: Buffer
  member_id: string
  session_id: string
  expires_at: Timestamp
}

export interface SetupCodeTable {
  hash: Buffer
  created_at: GeneratedTime
}
