import type { Db } from '../../db/database.ts'

/** How long somebody has to read a message before it is pushed. */
export const patience_ms = 10_000
/** What is older is no news any more. */
export const newsFor_ms = 60 * 60_000

/** `since` may be older by as much as this. */
const sinceWithin_ms = 5 * 60_000

const workspacesAtOnce = 20
const positionsAtOnce = 500

/**
 * Reads on in the logs of workspaces that have subscriptions, and makes a push due for every subscription that should
 * hear of a new message. One statement, so that the place in the log moves in the commit of what was found up to there:
 * a process that dies forgets nothing and doubles nothing. Writers of messages do not know of it.
 *
 * @returns whether there is more to read
 */
export async function planPushes({ db, now }: { db: Db; now(): Date }): Promise<boolean> {
  const { rows } = await db.pool.query<{ more: boolean | null }>({
    name: 'plan-pushes',
    text: planSql,
    values: [
      workspacesAtOnce,
      positionsAtOnce,
      `${patience_ms} ms`,
      new Date(now().getTime() - newsFor_ms),
      `${sinceWithin_ms} ms`,
    ],
  })
  return rows[0]?.more ?? false
}

// The first message decides when. One that comes while a push is on its way makes it due again; most of the others change
// nothing, and are not written: a burst must not cost a row for each of its messages. `left`, because no index is to be
// chosen for the audience: the positions are few, and the accounts' events are not.
const planSql = `
  with stretch as materialized (
    select c.workspace_id, c.pos, least(w.head, c.pos + $2) as up_to, w.head
    from push_cursors c join workspaces w on w.id = c.workspace_id
    where w.head > c.pos and exists (select from push_subscriptions s where s.workspace_id = c.workspace_id)
    limit $1 for update of c skip locked
  ), news as (
    select e.workspace_id, e.conversation_id, min(e.at) as first_at, max(e.at) as last_at
    from stretch s
    join events e on e.workspace_id = s.workspace_id and e.pos > s.pos and e.pos <= s.up_to and e.at > $4
    where e.type = 'new_message' and left(e.audience, 8) = 'account:'
      and e.data ->> 'direction' = 'inbound' and e.data ->> 'read_at' is null
    group by 1, 2
  ), planned as (
    insert into due_pushes (subscription_id, conversation_id, due_at, since)
    select s.id, n.conversation_id, n.first_at + $3::interval, n.last_at
    from news n
    join push_subscriptions s on s.workspace_id = n.workspace_id and s.created_at <= n.last_at
    left join due_pushes known on known.subscription_id = s.id and known.conversation_id = n.conversation_id
    where known.due_at is null or known.due_at > n.first_at + $3::interval or known.since < n.last_at - $5::interval
    on conflict (subscription_id, conversation_id) do update
      set due_at = least(due_pushes.due_at, excluded.due_at), since = excluded.since
  ), moved as (
    update push_cursors c set pos = stretch.up_to from stretch where c.workspace_id = stretch.workspace_id
  )
  select bool_or(up_to < head) or count(*) = $1 as more from stretch`
