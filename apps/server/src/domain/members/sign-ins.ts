import { AppError, type SessionView } from '@switchboard/protocol'
import type { Db } from '../../db/database.ts'
import { deviceOf } from './device.ts'

/** A sign-in, as the cookie or bearer of a request names it. */
interface SignIn {
  id: string
  user: { id: string }
}

interface SignInRow {
  id: string
  ip_address: string | null
  user_agent: string | null
  created_at: Date
  updated_at: Date
  expires_at: Date
}

/** Where a user is signed in, this one first and then those used last. Never with what would let one act as another. */
export async function listSignIns(db: Db, here: SignIn, now: Date): Promise<SessionView[]> {
  const { rows } = await db.pool.query<SignInRow>({
    name: 'list-sign-ins',
    text: `
      select id, ip_address, user_agent, created_at, updated_at, expires_at from auth_sessions
      where user_id = $1 and expires_at > $2 order by id = $3 desc, updated_at desc, id`,
    values: [here.user.id, now, here.id],
  })
  return rows.map((row) => ({
    id: row.id,
    ...deviceOf(row.user_agent),
    ip_address: row.ip_address || null,
    created_at: row.created_at.toISOString(),
    last_used_at: row.updated_at.toISOString(),
    expires_at: row.expires_at.toISOString(),
    is_current: row.id === here.id,
  }))
}

/** Signs the user out there, within seconds and on every node. Refuses with `not_found` what is not theirs. */
export async function endSignIn(db: Db, { user }: SignIn, id: string): Promise<void> {
  const { rowCount } = await db.pool.query({
    name: 'end-sign-in',
    text: 'delete from auth_sessions where id = $1 and user_id = $2',
    values: [id, user.id],
  })
  if (rowCount === 0) throw new AppError('not_found', {})
}
