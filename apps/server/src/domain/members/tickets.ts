import type { Ticket } from '@switchboard/protocol'
import type { Db } from '../../db/database.ts'
import { hashOf, makeSecret } from './one-time.ts'
import { type Pass, readSessionId, type Viewer } from './viewer.ts'

const ticketMs = 30_000

interface Deps {
  db: Db
  now(): Date
}

/** Opens one socket, once, within half a minute: for clients that have nowhere to put a token but an address. */
export async function issueTicket({ db, now }: Deps, viewer: Viewer): Promise<Ticket> {
  const { secret, hash } = makeSecret()
  const expiresAt = new Date(now().getTime() + ticketMs)
  await db.pool.query({
    name: 'issue-ticket',
    text: `
      with forgotten as (delete from realtime_tickets where expires_at < $5)
      insert into realtime_tickets (hash, member_id, session_id, expires_at) values ($1, $2, $3, $4)`,
    values: [hash, viewer.member_id, readSessionId(viewer.session_id).sign_in_id, expiresAt, now()],
  })
  return { ticket: secret, expires_at: expiresAt.toISOString() }
}

/** Whose ticket it was, or null. It is gone in the same statement, so of two who bring it one comes in. */
export async function redeemTicket({ db, now }: Deps, ticket: string): Promise<Pass | null> {
  const { rows } = await db.pool.query<Pass>({
    name: 'redeem-ticket',
    text: `
      with used as (delete from realtime_tickets where hash = $1 returning *)
      select m.user_id, m.workspace_id, m.id as member_id, used.session_id as sign_in_id
      from used join members m on m.id = used.member_id
      where used.expires_at > $2`,
    values: [hashOf(ticket), now()],
  })
  return rows[0] ?? null
}
