import type { Role } from '@switchboard/protocol'
import type { Db } from '../../db/database.ts'
import { isUuid } from '../../db/uuid.ts'
import { type Pass, readSessionId, type Viewer, viewerOf } from './viewer.ts'

/**
 * The member whom a pass speaks for, with the role they have now; null once they have signed out, were signed out, or
 * are disabled or removed.
 */
export async function findViewer(db: Db, pass: Pass, now: Date): Promise<Viewer | null> {
  const { rows } = await db.pool.query<{ role: Role }>({
    name: 'find-viewer',
    text: `
      select m.role from members m
      join auth_sessions s on s.user_id = m.user_id and s.id = $4 and s.expires_at > $5
      where m.id = $1::uuid and m.workspace_id = $2::uuid and m.user_id = $3
        and not m.is_disabled and m.removed_at is null`,
    values: [pass.member_id, pass.workspace_id, pass.user_id, pass.sign_in_id, now],
  })
  return rows[0] ? viewerOf(pass, rows[0].role) : null
}

/** Which of these sessions of members (`Viewer.session_id`) still count. One query, however many. */
export async function findLivingSessions(db: Db, sessionIds: readonly string[], now: Date): Promise<Set<string>> {
  const asked = sessionIds.map((session_id) => ({ session_id, ...readSessionId(session_id) }))
  const possible = asked.filter(({ member_id }) => isUuid(member_id))
  if (possible.length === 0) return new Set()
  const { rows } = await db.pool.query<{ session_id: string }>({
    name: 'find-living-sessions',
    text: `
      select asked.session_id
      from unnest($1::text[], $2::uuid[], $3::text[]) as asked (session_id, member_id, sign_in_id)
      join members m on m.id = asked.member_id and not m.is_disabled and m.removed_at is null
      join auth_sessions s on s.id = asked.sign_in_id and s.user_id = m.user_id and s.expires_at > $4`,
    values: [
      possible.map(({ session_id }) => session_id),
      possible.map(({ member_id }) => member_id),
      possible.map(({ sign_in_id }) => sign_in_id),
      now,
    ],
  })
  return new Set(rows.map((row) => row.session_id))
}
