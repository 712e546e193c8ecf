import type { NotificationSettings } from '@switchboard/protocol'
import type { Db } from '../../db/database.ts'
import { defaults } from './settings.ts'

/** A push that is to be sent now, with all that decides whether it still should be. Ours alone until `claimed_until`. */
export interface DuePush {
  subscription_id: string
  conversation_id: string
  workspace_id: string
  /** When the newest message came that it tells of. */
  since: Date
  claimed_until: Date
  endpoint: string
  p256dh: Buffer
  auth: Buffer
  /** In a row, of this subscription. */
  failures: number
  member_id: string
  /** Null where the member or their sign-in may not act any more. */
  role: string | null
  settings: NotificationSettings
  is_archived: boolean
  assignee_id: string | null
  unread_count: number
  platform: string
  /** Null once the account has been removed. */
  account_name: string | null
  language: string
  /** The newest unread message; null once it has been read. */
  message: { id: string; seq: number; text: string | null } | null
  contact: { name: string | null; username: string | null; phone: string | null }
}

type ClaimedRow = Omit<DuePush, 'settings'> & { settings: NotificationSettings | null }

/** Takes pushes that are due, the oldest first. Nobody else gets them before `until`. */
export async function claimPushes(
  db: Db,
  { now, until, limit }: { now: Date; until: Date; limit: number },
): Promise<DuePush[]> {
  const values = [now, until, limit]
  const { rows } = await db.pool.query<ClaimedRow>({ name: 'claim-pushes', text: claimSql, values })
  return rows.map((row) => ({ ...row, settings: row.settings ?? defaults }))
}

const claimSql = `
  with due as materialized (
    select d.subscription_id, d.conversation_id, d.due_at as was_due from due_pushes d
    join push_subscriptions s on s.id = d.subscription_id
    where d.due_at <= $1 and (s.paused_until is null or s.paused_until <= $1)
    order by d.due_at limit $3 for update of d skip locked
  ), claimed as (
    update due_pushes d set due_at = $2 from due
    where d.subscription_id = due.subscription_id and d.conversation_id = due.conversation_id
    returning d.*, due.was_due
  )
  select claimed.subscription_id, claimed.conversation_id, claimed.since, claimed.due_at as claimed_until,
    s.workspace_id, s.endpoint, s.p256dh, s.auth, s.failures, s.member_id,
    (select m.role from members m join auth_sessions a on a.id = s.session_id and a.expires_at > $1
     where m.id = s.member_id and not m.is_disabled and m.removed_at is null) as role,
    (select jsonb_build_object('push', n.push, 'sound', n.sound, 'desktop', n.desktop, 'only_mine', n.only_mine,
       'show_content', n.show_content, 'quiet_hours', n.quiet_hours)
     from notification_settings n where n.member_id = s.member_id) as settings,
    c.is_archived, c.assignee_id, c.unread_count, c.platform, a.name as account_name, w.language,
    (select jsonb_build_object('id', m.id, 'seq', m.seq, 'text', left(m.text, 1500)) from messages m
     where m.conversation_id = c.id and m.direction = 'inbound' and m.read_at is null and m.deleted_at is null
     order by m.seq desc limit 1) as message,
    jsonb_build_object('name', p.name, 'username', p.username, 'phone', p.phone) as contact
  from claimed
  join push_subscriptions s on s.id = claimed.subscription_id
  join conversations c on c.id = claimed.conversation_id
  left join accounts a on a.id = c.account_id and a.removed_at is null
  join workspaces w on w.id = c.workspace_id
  left join contacts p on p.id = c.contact_id
  order by claimed.was_due`

type Claim = Pick<DuePush, 'subscription_id' | 'conversation_id' | 'claimed_until'>

/** Done with it. Stays where a newer message has made it due again meanwhile. */
export async function settlePush(db: Db, { subscription_id, conversation_id, claimed_until }: Claim): Promise<void> {
  await db.pool.query({
    name: 'settle-push',
    text: 'delete from due_pushes where subscription_id = $1 and conversation_id = $2 and due_at = $3',
    values: [subscription_id, conversation_id, claimed_until],
  })
}

/**
 * It has been sent, as far as up to this message. What has come since is due at `again`: another process may have found
 * it in the log while it saw this push still waiting, and so have left it to us.
 */
export async function settleSentPush(db: Db, claim: Claim, upToSeq: number, again: Date): Promise<void> {
  await db.pool.query({
    name: 'settle-sent-push',
    text: `
      with kept as (
        update due_pushes set due_at = $5 where subscription_id = $1 and conversation_id = $2 and due_at = $3 and exists (
          select from messages m where m.conversation_id = $2 and m.seq > $4 and m.direction = 'inbound'
            and m.read_at is null and m.deleted_at is null
        ) returning 1
      )
      delete from due_pushes where subscription_id = $1 and conversation_id = $2 and due_at = $3
        and not exists (select from kept)`,
    values: [claim.subscription_id, claim.conversation_id, claim.claimed_until, upToSeq, again],
  })
}

/** Due again at this time, for whoever looks then. */
export async function giveBackPush(db: Db, { subscription_id, conversation_id, claimed_until }: Claim, at: Date) {
  await db.pool.query({
    name: 'give-back-push',
    text: 'update due_pushes set due_at = $4 where subscription_id = $1 and conversation_id = $2 and due_at = $3',
    values: [subscription_id, conversation_id, claimed_until, at],
  })
}

/** The push service took it: whatever was wrong is over. */
export async function praiseSubscription(db: Db, id: string): Promise<void> {
  const text = 'update push_subscriptions set failures = 0, paused_until = null where id = $1 and failures > 0'
  await db.pool.query({ name: 'praise-subscription', text, values: [id] })
}

/** No push to this browser before `until`; one failure more in a row. */
export async function pauseSubscription(db: Db, id: string, until: Date): Promise<void> {
  const text = `
    update push_subscriptions set failures = failures + 1, paused_until = greatest(paused_until, $2) where id = $1`
  await db.pool.query({ name: 'pause-subscription', text, values: [id, until] })
}

/** It is gone, and with it what was due for it. */
export async function endSubscription(db: Db, id: string): Promise<void> {
  await db.pool.query({ name: 'end-subscription', text: 'delete from push_subscriptions where id = $1', values: [id] })
}
