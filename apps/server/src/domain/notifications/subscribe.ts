import { AppError, type PushSubscription } from '@switchboard/protocol'
import { type Kysely, sql } from 'kysely'
import type { Db } from '../../db/database.ts'
import type { Schema } from '../../db/schema.ts'
import { readSessionId, type Viewer } from '../members/index.ts'
import { type Endpoint, readSubscription } from './push-endpoint.ts'

interface Deps {
  db: Db
  newId(): string
  pushes: { mayBeAnywhere: boolean }
}

const mostPerMember = 20

/**
 * From now on this browser has pushes for this member, for as long as the sign-in lasts that says so. A browser has one
 * endpoint, whoever uses it: it stops being that of other users. Saying it again changes nothing.
 */
export async function subscribe(deps: Deps, viewer: Viewer, draft: PushSubscription): Promise<void> {
  const browser = readSubscription(draft, deps.pushes.mayBeAnywhere)
  await deps.db.transaction(async (tx) => {
    await sql`
      delete from push_subscriptions s using members m
      where s.endpoint = ${browser.endpoint} and m.id = s.member_id and m.user_id <> ${viewer.user_id}`.execute(tx)
    await insertSubscription(tx, deps.newId(), viewer, browser)
    await sql`
      insert into push_cursors (workspace_id, pos) select id, head from workspaces where id = ${viewer.workspace_id}
      on conflict do nothing`.execute(tx)
    await sql`
      delete from push_subscriptions where member_id = ${viewer.member_id} and id not in (
        select id from push_subscriptions where member_id = ${viewer.member_id}
        order by updated_at desc, id desc limit ${mostPerMember}
      )`.execute(tx)
  })
}

/** Does nothing where there is none. */
export async function unsubscribe({ db }: { db: Db }, viewer: Viewer, endpoint: string): Promise<void> {
  await db.read
    .deleteFrom('push_subscriptions')
    .where('endpoint', '=', URL.parse(endpoint)?.href ?? endpoint)
    .where('member_id', '=', viewer.member_id)
    .execute()
}

async function insertSubscription(tx: Kysely<Schema>, id: string, viewer: Viewer, browser: Endpoint): Promise<void> {
  const { workspace_id, member_id } = viewer
  const { sign_in_id } = readSessionId(viewer.session_id)
  const { rows } = await sql`
    insert into push_subscriptions (id, workspace_id, member_id, session_id, endpoint, p256dh, auth)
    select ${id}, ${workspace_id}, ${member_id}, s.id, ${browser.endpoint}, ${browser.p256dh}, ${browser.auth}
    from auth_sessions s where s.id = ${sign_in_id} for key share
    on conflict (endpoint, member_id) do update set session_id = excluded.session_id, p256dh = excluded.p256dh,
      auth = excluded.auth, failures = 0, paused_until = null, updated_at = now()
    returning id`.execute(tx)
  if (rows.length === 0) throw new AppError('unauthenticated', {}) // signed out at this moment
}
