import { randomBytes } from 'node:crypto'
import type { Stack } from './start-stack.ts'

const askAtOnce = 8

/**
 * Access tokens of as many members of the owner's workspace, each signed in once. The rows are written directly, because
 * inviting and hashing a password for each takes minutes; the tokens are the server's own.
 */
export async function addMembers({ pool, server }: Stack, count: number): Promise<string[]> {
  const sessions = Array.from({ length: count }, () => randomBytes(24).toString('base64url'))
  await pool.query(
    `
    with member as (
      select gen_random_uuid() as id, gen_random_uuid()::text as user_id, token, n
      from unnest($1::text[]) with ordinality as given (token, n)
    ), users as (
      insert into auth_users (id, name, email)
      select user_id, 'Member ' || n, 'member-' || n || '-' || left(user_id, 8) || '@switchboard.example' from member
      returning id
    ), sessions as (
      insert into auth_sessions (id, user_id, token, expires_at)
      select gen_random_uuid()::text, user_id, token, now() + interval '1 day' from member
    )
    insert into members (id, workspace_id, user_id, name, email, role)
    select member.id, w.id, user_id, 'Member ' || n, 'member-' || n || '-' || left(user_id, 8) || '@switchboard.example', 'agent'
    from member cross join workspaces w where w.is_home`,
    [sessions],
  )
  const tokens: string[] = []
  for (let first = 0; first < count; first += askAtOnce) {
    const batch = sessions.slice(first, first + askAtOnce)
    tokens.push(...(await Promise.all(batch.map((session) => server.token(undefined, session)))))
  }
  return tokens
}
