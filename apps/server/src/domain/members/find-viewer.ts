import type { Role } from '@switchboard/protocol'
import type { Db } from '../../db/database.ts'
import { isUuid } from '../../db/uuid.ts'
import { type Pass, readSessionId, type Viewer, viewerOf } from './viewer.ts'

/**
 * The members whom passes speak for, in their order and with the roles they have now; null for those who have signed
 * out, were signed out, or are disabled or removed. One query, however many.
 */
export async function findViewers(db: Db, passes: readonly Pass[], now: Date): Promise<readonly (Viewer | null)[]> {
  const { rows } = await db.pool.query<{ role: Role | null }>({
    name: 'find-viewers',
    text: `
      select m.role
      from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[])
        with ordinality as pass (member_id, workspace_id, user_id, sign_in_id, n)
      left join (members m join auth_sessions s on s.user_id = m.user_id)
        on m.id = pass.member_id and m.workspace_id = pass.workspace_id and m.user_id = pass.user_id
        and s.id = pass.sign_in_id and s.expires_at > $5 and not m.is_disabled and m.removed_at is null
      order by pass.n`,
    values: [
      passes.map((pass) => pass.member_id),
      passes.map((pass) => pass.workspace_id),
      passes.map((pass) => pass.user_id),
      passes.map((pass) => pass.sign_in_id),
      now,
    ],
  })
  return rows.map(({ role }, i) => role && viewerOf(passes[i]!, role))
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
